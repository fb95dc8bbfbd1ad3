#include "compiler/codegen/target.h"

#include <stdlib.h>
#include <string.h>

static const char triple[] = "x86_64-unknown-linux-gnu";

static bool has_feature(const char* features, const char* name) {
  size_t length = strlen(name);
  bool found = false;
  for (const char* at = features; (at = strstr(at, name)) != NULL;
       at += length) {
    char after = at[length];
    if (at > features && (after == 0 || after == ',')) found = at[-1] == '+';
  }
  return found;
}

// What the named processors have; the features of a named cpu are not told by
// LLVM's C interface.
static bool cpu_has_avx512(const char* cpu) {
  static const char* const names[] = {
      "x86-64-v4",      "skylake-avx512", "cascadelake", "cooperlake",
      "icelake-client", "icelake-server", "tigerlake",   "sapphirerapids",
      "emeraldrapids",  "graniterapids",  "znver4",      "znver5"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (strcmp(cpu, names[i]) == 0) return true;
  }
  return false;
}

static bool cpu_is_baseline(const char* cpu) {
  return strcmp(cpu, "x86-64") == 0 || strcmp(cpu, "x86-64-v2") == 0 ||
         strcmp(cpu, "generic") == 0;
}

static void describe(weir_target_t* target) {
  bool host = target->features[0] != 0 && has_feature(target->features, "sse2");
  bool avx512 = has_feature(target->features, "avx512f");
  if (!host && !avx512) {
    avx512 = cpu_has_avx512(target->cpu) &&
             strstr(target->features, "-avx512f") == NULL;
  }
  if (avx512) {
    target->vector_bytes = 64;
    target->register_count = 32;
    target->has_lane_masks = true;
    return;
  }
  bool avx2 = host ? has_feature(target->features, "avx2")
                   : !cpu_is_baseline(target->cpu);
  target->vector_bytes = avx2 ? 32 : 16;
  target->register_count = 16;
}

// The cpu's features with those asked for behind them, which win.
static char* join_features(const char* first, const char* second) {
  size_t length = strlen(first) + (second ? strlen(second) : 0) + 2;
  char* text = malloc(length);
  if (!text) return NULL;
  bool both = first[0] && second && second[0];
  strcpy(text, first);
  if (both) strcat(text, ",");
  if (second) strcat(text, second);
  return text;
}

weir_status_t weir_target_open(const weir_target_options_t* options,
                               weir_target_t* out_target) {
  memset(out_target, 0, sizeof(*out_target));
  WEIR_RETURN_IF_ERROR(weir_llvm_load());
  const char* cpu = options ? options->cpu : NULL;
  const char* features = options ? options->features : NULL;
  bool is_host = !cpu || !cpu[0] || strcmp(cpu, "host") == 0;
  LLVMTargetRef llvm_target = NULL;
  char* message = NULL;
  if (LLVMGetTargetFromTriple(triple, &llvm_target, &message)) {
    weir_status_t status =
        weir_status(WEIR_CODE_UNAVAILABLE, "no code generator: %s", message);
    LLVMDisposeMessage(message);
    return status;
  }
  char* host_cpu = LLVMGetHostCPUName();
  char* host_features = LLVMGetHostCPUFeatures();
  out_target->cpu = strdup(is_host ? host_cpu : cpu);
  out_target->features = join_features(is_host ? host_features : "", features);
  LLVMDisposeMessage(host_cpu);
  LLVMDisposeMessage(host_features);
  if (out_target->cpu && out_target->features) {
    out_target->machine = LLVMCreateTargetMachine(
        llvm_target, triple, out_target->cpu, out_target->features,
        LLVMCodeGenLevelDefault, LLVMRelocPIC, LLVMCodeModelSmall);
  }
  if (!out_target->machine) {
    weir_target_close(out_target);
    return weir_status(WEIR_CODE_UNAVAILABLE, "no code generator for cpu %s",
                       is_host ? "host" : cpu);
  }
  describe(out_target);
  if (out_target->vector_bytes < 32) {
    weir_target_close(out_target);
    return weir_status(WEIR_CODE_UNAVAILABLE,
                       "cpu %s: kernels need AVX2 and FMA (x86-64-v3)",
                       is_host ? "host" : cpu);
  }
  return weir_ok();
}

void weir_target_close(weir_target_t* target) {
  if (target->machine) LLVMDisposeTargetMachine(target->machine);
  free(target->cpu);
  free(target->features);
  memset(target, 0, sizeof(*target));
}

// Explicit vector code needs no vectoriser and no unrolling: addresses folded,
// common parts shared, invariant ones out of loops.
static const char small_pipeline[] =
    "function(early-cse,instcombine<no-verify-fixpoint>,simplifycfg,"
    "loop-mssa(loop-rotate,licm),gvn<no-memdep>,"
    "instcombine<no-verify-fixpoint>,loop-mssa(licm),simplifycfg,dce)";

weir_status_t weir_target_compile(weir_target_t* target, LLVMModuleRef module,
                                  int level, LLVMMemoryBufferRef* out_object) {
  *out_object = NULL;
  if (level > 0) {
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef error =
        LLVMRunPasses(module, small_pipeline, target->machine, options);
    LLVMDisposePassBuilderOptions(options);
    if (error) {
      char* text = LLVMGetErrorMessage(error);
      weir_status_t status =
          weir_status(WEIR_CODE_INTERNAL, "optimising: %s", text);
      LLVMDisposeErrorMessage(text);
      return status;
    }
  }
  char* message = NULL;
  if (LLVMTargetMachineEmitToMemoryBuffer(
          target->machine, module, LLVMObjectFile, &message, out_object)) {
    weir_status_t status =
        weir_status(WEIR_CODE_INTERNAL, "emitting code: %s", message);
    LLVMDisposeMessage(message);
    return status;
  }
  return weir_ok();
}
