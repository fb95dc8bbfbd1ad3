#include "tests/fuzz/context.h"

#include "compiler/dialects/register.h"

weir_context_t* fuzz_context(weir_diagnostic_fn_t tell, void* user) {
  enum { CALLS = 64, MAX_BYTES = 1 << 26 };
  static weir_context_t* context;
  static int calls;
  if (context != NULL &&
      (calls == CALLS ||
       weir_context_arena(context)->total_bytes > MAX_BYTES)) {
    weir_context_free(context);
    context = NULL;
  }
  if (context == NULL) {
    context = weir_context_create();
    weir_register_all_dialects(context);
    weir_context_allow_unregistered(context, true);
    calls = 0;
  }
  ++calls;
  weir_diagnostics_set_handler(context, tell, user);
  return context;
}
