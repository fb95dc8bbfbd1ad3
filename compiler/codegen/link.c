#include "compiler/codegen/link.h"

#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"

enum { PAGE_BYTES = 4096, SEGMENT_COUNT = 3, DYNAMIC_COUNT = 10 };

typedef enum segment_t { SEGMENT_DATA, SEGMENT_TEXT, SEGMENT_RELRO } segment_t;

typedef struct linker_t {
  const uint8_t* object;
  size_t object_size;
  const Elf64_Shdr* sections;
  uint32_t section_count;
  const char* section_names;
  const Elf64_Sym* symbols;
  uint32_t symbol_count;
  const char* symbol_names;
  size_t symbol_names_bytes;
  uint64_t* addresses;  // by section; 0: not in the image
  uint64_t rela_count;  // RELATIVE relocations
  uint64_t hash_at, dynsym_at, dynstr_at, rela_at, dynamic_at;
  uint64_t starts[SEGMENT_COUNT], ends[SEGMENT_COUNT];
  uint8_t* image;
  uint64_t image_size;
  uint64_t rela_next;
  weir_arena_t arena;
} linker_t;

static weir_status_t damaged(const char* what) {
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "object file: %s", what);
}

static bool in_object(const linker_t* l, uint64_t offset, uint64_t size) {
  return offset <= l->object_size && size <= l->object_size - offset;
}

static weir_status_t read_header(linker_t* l) {
  const Elf64_Ehdr* header = (const Elf64_Ehdr*)l->object;
  if (l->object_size < sizeof(*header) ||
      memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_type != ET_REL ||
      header->e_machine != EM_X86_64) {
    return damaged("not a relocatable x86-64 ELF file");
  }
  l->section_count = header->e_shnum;
  if (!in_object(l, header->e_shoff,
                 (uint64_t)header->e_shnum * sizeof(Elf64_Shdr)) ||
      header->e_shstrndx >= header->e_shnum) {
    return damaged("section headers beyond its end");
  }
  l->sections = (const Elf64_Shdr*)(l->object + header->e_shoff);
  for (uint32_t i = 0; i < l->section_count; ++i) {
    const Elf64_Shdr* section = &l->sections[i];
    if (section->sh_type != SHT_NOBITS && section->sh_type != SHT_NULL &&
        !in_object(l, section->sh_offset, section->sh_size)) {
      return damaged("a section beyond its end");
    }
    if (section->sh_type != SHT_SYMTAB) continue;
    const Elf64_Shdr* names = &l->sections[section->sh_link];
    l->symbols = (const Elf64_Sym*)(l->object + section->sh_offset);
    l->symbol_count = (uint32_t)(section->sh_size / sizeof(Elf64_Sym));
    l->symbol_names = (const char*)(l->object + names->sh_offset);
    l->symbol_names_bytes = names->sh_size;
  }
  l->section_names =
      (const char*)(l->object + l->sections[header->e_shstrndx].sh_offset);
  return l->symbols ? weir_ok() : damaged("no symbol table");
}

static const char* symbol_name(const linker_t* l, uint32_t symbol) {
  return l->symbol_names + l->symbols[symbol].st_name;
}

// -- layout -----------------------------------------------------------------

static bool is_in_image(const Elf64_Shdr* section) {
  return (section->sh_flags & SHF_ALLOC) != 0 && section->sh_size > 0 &&
         section->sh_type != SHT_X86_64_UNWIND;
}

static segment_t segment_of(const Elf64_Shdr* section) {
  if (section->sh_flags & SHF_EXECINSTR) return SEGMENT_TEXT;
  return section->sh_flags & SHF_WRITE ? SEGMENT_RELRO : SEGMENT_DATA;
}

static uint64_t align_up(uint64_t value, uint64_t alignment) {
  return alignment < 2 ? value
                       : (value + alignment - 1) / alignment * alignment;
}

static bool is_unwind(const linker_t* l, const Elf64_Shdr* section) {
  return strcmp(l->section_names + section->sh_name, ".eh_frame") == 0;
}

static uint64_t place_sections(linker_t* l, segment_t segment, uint64_t at) {
  for (uint32_t i = 0; i < l->section_count; ++i) {
    const Elf64_Shdr* section = &l->sections[i];
    if (!is_in_image(section) || is_unwind(l, section)) continue;
    if (segment_of(section) != segment) continue;
    at = align_up(at, section->sh_addralign);
    l->addresses[i] = at;
    at += section->sh_size;
  }
  return at;
}

static uint64_t count_absolute(const linker_t* l) {
  uint64_t count = 0;
  for (uint32_t i = 0; i < l->section_count; ++i) {
    const Elf64_Shdr* section = &l->sections[i];
    if (section->sh_type != SHT_RELA || section->sh_info >= l->section_count) {
      continue;
    }
    // Debug information is left behind.
    if (!is_in_image(&l->sections[section->sh_info])) continue;
    const Elf64_Rela* rela =
        (const Elf64_Rela*)(l->object + section->sh_offset);
    for (uint64_t r = 0; r < section->sh_size / sizeof(*rela); ++r) {
      if (ELF64_R_TYPE(rela[r].r_info) == R_X86_64_64) ++count;
    }
  }
  return count;
}

static weir_status_t lay_out(linker_t* l, const char* symbol) {
  l->addresses = WEIR_ARENA_ARRAY(&l->arena, uint64_t, l->section_count);
  for (uint32_t i = 0; i < l->section_count; ++i) {
    const Elf64_Shdr* section = &l->sections[i];
    const char* name = l->section_names + section->sh_name;
    if (is_in_image(section) && segment_of(section) == SEGMENT_RELRO &&
        strncmp(name, ".data.rel.ro", 12) != 0) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "object file: writable section %s", name);
    }
  }
  l->rela_count = count_absolute(l);
  uint64_t at = sizeof(Elf64_Ehdr) + (SEGMENT_COUNT + 3) * sizeof(Elf64_Phdr);
  l->hash_at = at;
  at = align_up(at + 5 * sizeof(uint32_t), 8);
  l->dynsym_at = at;
  l->dynstr_at = at + 2 * sizeof(Elf64_Sym);
  l->rela_at = align_up(l->dynstr_at + strlen(symbol) + 2, 8);
  at = l->rela_at + l->rela_count * sizeof(Elf64_Rela);
  l->starts[SEGMENT_DATA] = 0;
  l->ends[SEGMENT_DATA] = place_sections(l, SEGMENT_DATA, at);
  l->starts[SEGMENT_TEXT] = align_up(l->ends[SEGMENT_DATA], PAGE_BYTES);
  l->ends[SEGMENT_TEXT] =
      place_sections(l, SEGMENT_TEXT, l->starts[SEGMENT_TEXT]);
  l->starts[SEGMENT_RELRO] = align_up(l->ends[SEGMENT_TEXT], PAGE_BYTES);
  at = place_sections(l, SEGMENT_RELRO, l->starts[SEGMENT_RELRO]);
  l->dynamic_at = align_up(at, 8);
  // Sealing is by whole pages, so the last segment fills its own.
  l->ends[SEGMENT_RELRO] =
      align_up(l->dynamic_at + DYNAMIC_COUNT * sizeof(Elf64_Dyn), PAGE_BYTES);
  l->image_size = l->ends[SEGMENT_RELRO];
  l->image = calloc(1, l->image_size);
  if (!l->image) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to link in");
  }
  return weir_ok();
}

// -- relocation -------------------------------------------------------------

static weir_status_t symbol_address(const linker_t* l, uint32_t symbol,
                                    uint64_t* out_address) {
  *out_address = 0;
  if (symbol >= l->symbol_count) return damaged("a symbol that is not there");
  const Elf64_Sym* entry = &l->symbols[symbol];
  uint32_t section = entry->st_shndx;
  if (section == SHN_UNDEF || section >= l->section_count ||
      l->addresses[section] == 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "object file: it imports %s",
                       symbol_name(l, symbol));
  }
  *out_address = l->addresses[section] + entry->st_value;
  return weir_ok();
}

static weir_status_t relocate(linker_t* l, uint64_t place,
                              const Elf64_Rela* rela) {
  uint64_t target;
  WEIR_RETURN_IF_ERROR(
      symbol_address(l, (uint32_t)ELF64_R_SYM(rela->r_info), &target));
  uint64_t value = target + (uint64_t)rela->r_addend;
  uint32_t type = (uint32_t)ELF64_R_TYPE(rela->r_info);
  if (type == R_X86_64_64) {
    memcpy(l->image + place, &value, sizeof(value));
    Elf64_Rela relative = {.r_offset = place,
                           .r_info = ELF64_R_INFO(0, R_X86_64_RELATIVE),
                           .r_addend = (int64_t)value};
    memcpy(l->image + l->rela_at + l->rela_next++ * sizeof(relative), &relative,
           sizeof(relative));
    return weir_ok();
  }
  int64_t distance = (int64_t)(value - place);
  if (type == R_X86_64_PC64) {
    memcpy(l->image + place, &distance, sizeof(distance));
    return weir_ok();
  }
  if (type != R_X86_64_PC32 && type != R_X86_64_PLT32) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "object file: relocation of type %u", type);
  }
  if (distance != (int32_t)distance) return damaged("a reference too far");
  int32_t narrow = (int32_t)distance;
  memcpy(l->image + place, &narrow, sizeof(narrow));
  return weir_ok();
}

static weir_status_t fill_sections(linker_t* l) {
  for (uint32_t i = 0; i < l->section_count; ++i) {
    const Elf64_Shdr* section = &l->sections[i];
    if (l->addresses[i] && section->sh_type != SHT_NOBITS) {
      memcpy(l->image + l->addresses[i], l->object + section->sh_offset,
             section->sh_size);
    }
  }
  for (uint32_t i = 0; i < l->section_count; ++i) {
    const Elf64_Shdr* section = &l->sections[i];
    if (section->sh_type != SHT_RELA) continue;
    if (section->sh_info >= l->section_count) return damaged("a wild sh_info");
    uint64_t base = l->addresses[section->sh_info];
    if (base == 0) continue;
    const Elf64_Rela* rela =
        (const Elf64_Rela*)(l->object + section->sh_offset);
    for (uint64_t r = 0; r < section->sh_size / sizeof(*rela); ++r) {
      if (rela[r].r_offset + 4 > l->sections[section->sh_info].sh_size) {
        return damaged("a relocation beyond its section");
      }
      WEIR_RETURN_IF_ERROR(relocate(l, base + rela[r].r_offset, &rela[r]));
    }
  }
  return weir_ok();
}

// -- what the loader reads --------------------------------------------------

static void write_headers(linker_t* l) {
  Elf64_Ehdr header = {.e_type = ET_DYN,
                       .e_machine = EM_X86_64,
                       .e_version = EV_CURRENT,
                       .e_phoff = sizeof(Elf64_Ehdr),
                       .e_ehsize = sizeof(Elf64_Ehdr),
                       .e_phentsize = sizeof(Elf64_Phdr),
                       .e_phnum = SEGMENT_COUNT + 3,
                       .e_shentsize = sizeof(Elf64_Shdr)};
  memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  memcpy(l->image, &header, sizeof(header));
  static const uint32_t flags[] = {PF_R, PF_R | PF_X, PF_R | PF_W};
  Elf64_Phdr segments[SEGMENT_COUNT + 3] = {{0}};
  for (uint32_t i = 0; i < SEGMENT_COUNT; ++i) {
    uint64_t size = l->ends[i] - l->starts[i];
    segments[i] =
        (Elf64_Phdr){PT_LOAD,      flags[i], l->starts[i], l->starts[i],
                     l->starts[i], size,     size,         PAGE_BYTES};
  }
  uint64_t dynamic_size = DYNAMIC_COUNT * sizeof(Elf64_Dyn);
  segments[3] =
      (Elf64_Phdr){PT_DYNAMIC,    PF_R | PF_W,  l->dynamic_at, l->dynamic_at,
                   l->dynamic_at, dynamic_size, dynamic_size,  8};
  segments[4] = segments[SEGMENT_RELRO];
  segments[4].p_type = PT_GNU_RELRO;
  segments[4].p_flags = PF_R;
  segments[4].p_align = 1;
  segments[5] = (Elf64_Phdr){
      .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W, .p_align = 16};
  memcpy(l->image + sizeof(header), segments, sizeof(segments));
}

static void write_dynamic(linker_t* l, const char* symbol, uint64_t address,
                          uint64_t size) {
  const uint32_t hash[] = {1, 2, 1, 0, 0};  // one bucket: symbol 1, no chain
  memcpy(l->image + l->hash_at, hash, sizeof(hash));
  Elf64_Sym exported = {.st_name = 1,
                        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT),
                        .st_other = STV_DEFAULT,
                        .st_shndx = 1,  // any but SHN_UNDEF
                        .st_value = address,
                        .st_size = size};
  memcpy(l->image + l->dynsym_at + sizeof(exported), &exported,
         sizeof(exported));
  memcpy(l->image + l->dynstr_at + 1, symbol, strlen(symbol) + 1);
  const Elf64_Dyn dynamic[DYNAMIC_COUNT] = {
      {DT_HASH, {l->hash_at}},
      {DT_SYMTAB, {l->dynsym_at}},
      {DT_STRTAB, {l->dynstr_at}},
      {DT_STRSZ, {strlen(symbol) + 2}},
      {DT_SYMENT, {sizeof(Elf64_Sym)}},
      {DT_RELA, {l->rela_at}},
      {DT_RELASZ, {l->rela_count * sizeof(Elf64_Rela)}},
      {DT_RELAENT, {sizeof(Elf64_Rela)}},
      {DT_RELACOUNT, {l->rela_count}},
      {DT_NULL, {0}},
  };
  memcpy(l->image + l->dynamic_at, dynamic, sizeof(dynamic));
}

static weir_status_t export_symbol(linker_t* l, const char* symbol) {
  for (uint32_t i = 0; i < l->symbol_count; ++i) {
    if (l->symbols[i].st_name >= l->symbol_names_bytes) continue;
    if (strcmp(symbol_name(l, i), symbol) != 0) continue;
    uint64_t address;
    WEIR_RETURN_IF_ERROR(symbol_address(l, i, &address));
    write_dynamic(l, symbol, address, l->symbols[i].st_size);
    return weir_ok();
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "object file: it does not define %s", symbol);
}

weir_status_t weir_link_shared_object(const void* object, size_t object_size,
                                      const char* symbol, void** out_image,
                                      size_t* out_size) {
  *out_image = NULL;
  *out_size = 0;
  linker_t l = {.object = object, .object_size = object_size};
  weir_status_t status = read_header(&l);
  if (weir_is_ok(status)) status = lay_out(&l, symbol);
  if (weir_is_ok(status)) status = fill_sections(&l);
  if (weir_is_ok(status)) status = export_symbol(&l, symbol);
  if (weir_is_ok(status)) {
    write_headers(&l);
    *out_image = l.image;
    *out_size = l.image_size;
  } else {
    free(l.image);
  }
  weir_arena_deinit(&l.arena);
  return status;
}
