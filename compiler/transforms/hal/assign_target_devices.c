// Says on the module which devices it is for.
//
// Needs:   options: `targetDevices`, specifications of devices, or
//          `targetBackends`, names of code generators.
// Changes: `hal.device.targets` of the module.
// Keeps:   modules that name targets or have device globals already.
//
// A specification is an alias ("local"), one with an ordinal ("cuda[1]"), or an
// attribute ("#hal.device.target<..>"), each perhaps with a name
// ("left=cuda[0]"). Specifications of the same name are choices for one device.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/hal/target_registry.h"

typedef struct specification_t {
  weir_string_view_t name;  // empty: none
  weir_attr_t* device;
} specification_t;

// Cuts the piece before the next comma that is not inside brackets or quotes.
static bool next_piece(weir_string_view_t* rest, weir_string_view_t* out) {
  if (rest->size == 0) return false;
  int depth = 0;
  bool quoted = false;
  size_t i = 0;
  for (; i < rest->size; ++i) {
    char c = rest->data[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (strchr("<[{(", c) != NULL) ++depth;
    if (strchr(">]})", c) != NULL) --depth;
    if (c == ',' && depth <= 0) break;
  }
  *out = weir_sv_n(rest->data, i);
  size_t used = i < rest->size ? i + 1 : i;
  *rest = weir_sv_n(rest->data + used, rest->size - used);
  return true;
}

static weir_string_view_t trimmed(weir_string_view_t text) {
  while (text.size > 0 && isspace((unsigned char)text.data[0])) {
    text = weir_sv_n(text.data + 1, text.size - 1);
  }
  while (text.size > 0 && isspace((unsigned char)text.data[text.size - 1])) {
    --text.size;
  }
  return text;
}

// `name=`, where all before the first `=` is a name.
static weir_string_view_t take_name(weir_string_view_t* text) {
  size_t i = 0;
  while (i < text->size && (isalnum((unsigned char)text->data[i]) ||
                            text->data[i] == '_' || text->data[i] == '-')) {
    ++i;
  }
  if (i == 0 || i >= text->size || text->data[i] != '=') return weir_sv("");
  weir_string_view_t name = weir_sv_n(text->data, i);
  *text = weir_sv_n(text->data + i + 1, text->size - i - 1);
  return name;
}

// `alias` or `alias[ordinal]`.
static weir_attr_t* parse_alias(weir_context_t* context,
                                weir_string_view_t text, weir_arena_t* arena) {
  int64_t ordinal = -1;
  const char* bracket = memchr(text.data, '[', text.size);
  if (bracket != NULL) {
    const char* digits = weir_arena_string(
        arena, bracket + 1, text.size - (size_t)(bracket + 1 - text.data));
    char* end;
    ordinal = strtoll(digits, &end, 10);
    if (end == digits || strcmp(end, "]") != 0 || ordinal < 0) return NULL;
    text.size = (size_t)(bracket - text.data);
  }
  if (text.size == 0) return NULL;
  return weir_hal_device_alias_attr(weir_hal_device_type(context),
                                    weir_string_attr_sv(context, text), ordinal,
                                    NULL);
}

static weir_status_t parse_specification(weir_op_t* module,
                                         weir_string_view_t text,
                                         weir_arena_t* arena,
                                         specification_t* out) {
  weir_string_view_t rest = trimmed(text);
  out->name = take_name(&rest);
  out->device = rest.size > 0 && rest.data[0] == '#'
                    ? weir_parse_attr(module->context, rest)
                    : parse_alias(module->context, rest, arena);
  if (weir_attr_is_hal_device_initializer(out->device)) return weir_ok();
  weir_emit_error(module->context, module->location,
                  "unexpected target device specification `%.*s`; expected a "
                  "device, a device with an ordinal in [], or a "
                  "#hal.device.* attribute",
                  WEIR_SV_ARGS(text));
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "bad device specification");
}

// -- the attribute ------------------------------------------------------------

static weir_attr_t* unnamed_targets(weir_context_t* context,
                                    const specification_t* list, uint32_t count,
                                    weir_arena_t* arena) {
  weir_attr_t** devices = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i) devices[i] = list[i].device;
  return weir_array_attr(context, devices, count);
}

static weir_attr_t* named_targets(weir_context_t* context,
                                  const specification_t* list, uint32_t count,
                                  weir_arena_t* arena) {
  weir_named_attr_t* entries =
      WEIR_ARENA_ARRAY(arena, weir_named_attr_t, count);
  uint32_t used = 0;
  for (uint32_t i = 0; i < count; ++i) {
    weir_attr_t** choices = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
    uint32_t choice_count = 0;
    bool seen = false;
    for (uint32_t j = 0; j < count; ++j) {
      if (!weir_sv_equal(list[i].name, list[j].name)) continue;
      seen |= j < i;
      choices[choice_count++] = list[j].device;
    }
    if (seen) continue;
    entries[used++] = (weir_named_attr_t){
        weir_name_sv(context, list[i].name),
        choice_count == 1 ? choices[0]
                          : weir_array_attr(context, choices, choice_count)};
  }
  return weir_dictionary_attr(context, entries, used);
}

// Whether the module says already what it is for.
static bool is_assigned(weir_op_t* module, weir_arena_t* arena) {
  return weir_op_has_attr(module, "hal.device.targets") ||
         weir_hal_devices(module, arena).globals.count > 0;
}

// The option without the quotes around a list.
static weir_string_view_t list_option(const weir_pass_t* pass, const char* key,
                                      const char* flag) {
  const char* text = weir_pass_option(pass, key, NULL);
  if (text == NULL) text = weir_pass_option(pass, flag, "");
  return trimmed(weir_sv(text));
}

weir_status_t weir_hal_assign_target_devices(weir_pass_t* pass,
                                             weir_op_t* module) {
  weir_string_view_t rest =
      list_option(pass, "targetDevices", "hal-target-device");
  if (rest.size == 0 || is_assigned(module, pass->scratch)) return weir_ok();
  specification_t* list =
      WEIR_ARENA_ARRAY(pass->scratch, specification_t, rest.size);
  uint32_t count = 0, named = 0;
  weir_string_view_t piece;
  while (next_piece(&rest, &piece)) {
    WEIR_RETURN_IF_ERROR(
        parse_specification(module, piece, pass->scratch, &list[count]));
    if (list[count++].name.size > 0) ++named;
  }
  if (named != 0 && named != count) {
    weir_emit_error(pass->context, module->location,
                    "if any target device spec has a name then all must have "
                    "one");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "device without a name");
  }
  weir_op_set_attr(
      module, "hal.device.targets",
      named != 0 ? named_targets(pass->context, list, count, pass->scratch)
                 : unnamed_targets(pass->context, list, count, pass->scratch));
  return weir_ok();
}

// Names of code generators, each standing for its device.
weir_status_t weir_hal_assign_legacy_target_devices(weir_pass_t* pass,
                                                    weir_op_t* module) {
  weir_string_view_t rest =
      list_option(pass, "targetBackends", "hal-target-backends");
  if (rest.size == 0 || is_assigned(module, pass->scratch)) return weir_ok();
  weir_attr_set_t devices = {0};
  weir_string_view_t piece;
  while (next_piece(&rest, &piece)) {
    piece = trimmed(piece);
    weir_attr_t* device =
        weir_hal_target_has_backend(piece)
            ? weir_hal_target_of_alias(pass->context, piece, -1, NULL)
            : NULL;
    if (device == NULL) {
      weir_emit_error(pass->context, module->location,
                      "unregistered target backend \"%.*s\"; ensure it is "
                      "linked into the compiler (available targets: [%s])",
                      WEIR_SV_ARGS(piece), weir_hal_target_backends_text());
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown backend");
    }
    weir_attr_set_add(&devices, pass->scratch, device);
  }
  weir_op_set_attr(
      module, "hal.device.targets",
      weir_array_attr(pass->context, devices.items, devices.count));
  return weir_ok();
}
