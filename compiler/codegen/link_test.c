// The linker refuses what it cannot make a shared object of.
#include "compiler/codegen/link.h"

#include <elf.h>

#include "compiler/codegen/testing.h"

// A compiled image is what the linker made; damaged ones must not load, and
// whatever is no object file must be refused.
static void check_refused(const void* object, size_t size, const char* reason) {
  void* image = NULL;
  size_t image_size = 0;
  weir_status_t status = weir_link_shared_object(
      object, size, WEIR_EXECUTABLE_LIBRARY_SYMBOL, &image, &image_size);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_ptr_null(image);
  if (!strstr(weir_status_message(status), reason)) {
    ck_abort_msg("%s", weir_status_message(status));
  }
  weir_status_free(status);
}

START_TEST(test_no_object) {
  static const char text[128] = "not an object file";
  check_refused(text, sizeof(text), "not a relocatable");
  check_refused(text, 0, "not a relocatable");
  Elf64_Ehdr header = {.e_type = ET_REL, .e_machine = EM_X86_64};
  memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_shoff = sizeof(header);
  header.e_shnum = 4;
  check_refused(&header, sizeof(header), "beyond its end");
  header.e_machine = EM_AARCH64;
  check_refused(&header, sizeof(header), "not a relocatable");
}
END_TEST

// Two sections, a symbol table and its names, built by hand.
typedef struct object_t {
  Elf64_Ehdr header;
  Elf64_Shdr sections[4];
  Elf64_Sym symbols[2];
  char names[64];
  char data[16];
  Elf64_Rela rela;
} object_t;

static void make_object(object_t* o, uint32_t flags, const char* section_name) {
  memset(o, 0, sizeof(*o));
  memcpy(o->header.e_ident, ELFMAG, SELFMAG);
  o->header.e_ident[EI_CLASS] = ELFCLASS64;
  o->header.e_type = ET_REL;
  o->header.e_machine = EM_X86_64;
  o->header.e_shoff = offsetof(object_t, sections);
  o->header.e_shnum = 4;
  o->header.e_shstrndx = 3;
  strcpy(o->names + 1, WEIR_EXECUTABLE_LIBRARY_SYMBOL);
  strcpy(o->names + 40, section_name);
  o->sections[1] = (Elf64_Shdr){.sh_name = 40,
                                .sh_type = SHT_PROGBITS,
                                .sh_flags = flags,
                                .sh_offset = offsetof(object_t, data),
                                .sh_size = sizeof(o->data),
                                .sh_addralign = 8};
  o->sections[2] = (Elf64_Shdr){.sh_type = SHT_SYMTAB,
                                .sh_offset = offsetof(object_t, symbols),
                                .sh_size = sizeof(o->symbols),
                                .sh_link = 3};
  o->sections[3] = (Elf64_Shdr){.sh_type = SHT_STRTAB,
                                .sh_offset = offsetof(object_t, names),
                                .sh_size = sizeof(o->names)};
  o->symbols[1] = (Elf64_Sym){.st_name = 1, .st_shndx = 1, .st_size = 16};
}

START_TEST(test_writable_data) {
  object_t object;
  make_object(&object, SHF_ALLOC | SHF_WRITE, ".data");
  check_refused(&object, sizeof(object), "writable section .data");
}
END_TEST

START_TEST(test_missing_symbol) {
  object_t object;
  make_object(&object, SHF_ALLOC, ".rodata");
  object.symbols[1].st_name = 40;
  check_refused(&object, sizeof(object), "does not define");
  make_object(&object, SHF_ALLOC, ".rodata");
  object.symbols[1].st_shndx = SHN_UNDEF;
  check_refused(&object, sizeof(object), "imports");
}
END_TEST

START_TEST(test_links_and_loads) {
  object_t object;
  make_object(&object, SHF_ALLOC, ".rodata");
  memcpy(object.data, "fifteen letters", 16);
  void* image = NULL;
  size_t size = 0;
  check_ok(weir_link_shared_object(
      &object, sizeof(object), WEIR_EXECUTABLE_LIBRARY_SYMBOL, &image, &size));
  const void* symbol = load_image(image, size);
  ck_assert_str_eq(symbol, "fifteen letters");
  free(image);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("link");
  TCase* tests = tcase_create("link");
  tcase_add_test(tests, test_no_object);
  tcase_add_test(tests, test_writable_data);
  tcase_add_test(tests, test_missing_symbol);
  tcase_add_test(tests, test_links_and_loads);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
