// Says on the module which devices it is for.
//
// Needs:   options: `targetDevices`, specifications of devices, or
//          `targetBackends`, names of code generators.
// Changes: `hal.device.targets` of the module.
// Keeps:   modules that name targets or have device globals already.
//
// A specification is an alias ("local"), one with an ordinal ("cuda[1]"), or an
// attribute ("#hal.device.target<..>"). Several of them with commas between and
// quotes around, or as the value of a flag, are choices for one device. A name
// may stand in front ("left=cuda[0]"); of two specifications with the same name
// the later counts. An option that is given several times lists them all.
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

// |text| without the pair of |open| and |close| around it.
static weir_string_view_t unwrapped(weir_string_view_t text, char open,
                                    char close) {
  text = trimmed(text);
  if (text.size < 2 || text.data[0] != open ||
      text.data[text.size - 1] != close) {
    return text;
  }
  return trimmed(weir_sv_n(text.data + 1, text.size - 2));
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

// `alias`, `"alias"` or one of them with `[ordinal]`.
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
  text = unwrapped(text, '"', '"');
  if (text.size == 0) return NULL;
  return weir_hal_device_alias_attr(weir_hal_device_type(context),
                                    weir_string_attr_sv(context, text), ordinal,
                                    NULL);
}

static weir_attr_t* parse_device(weir_op_t* module, weir_string_view_t text,
                                 weir_arena_t* arena) {
  weir_context_t* context = module->context;
  bool is_attr = text.size > 0 && text.data[0] == '#';
  weir_attr_t* device = is_attr ? weir_parse_attr(context, text)
                                : parse_alias(context, text, arena);
  if (weir_attr_is_hal_device_initializer(device)) return device;
  if (device != NULL) {
    weir_emit_error(context, module->location,
                    "unexpected target attribute type: expected a "
                    "`!hal.device` but got `%s`",
                    weir_print_attr(device, arena));
  } else if (is_attr) {
    weir_emit_error(context, module->location,
                    "failed to parse target spec prefix `%.*s`",
                    WEIR_SV_ARGS(text));
  } else {
    weir_emit_error(context, module->location,
                    "unexpected target device specification `%.*s`; expected a "
                    "device, a device with an ordinal in [], or a "
                    "#hal.device.* attribute",
                    WEIR_SV_ARGS(text));
  }
  return NULL;
}

static weir_status_t parse_specification(weir_op_t* module,
                                         weir_string_view_t text,
                                         weir_arena_t* arena,
                                         specification_t* out) {
  weir_string_view_t rest = unwrapped(text, '"', '"');
  out->name = take_name(&rest);
  rest = trimmed(rest);
  weir_attr_set_t choices = {0};
  weir_string_view_t piece = rest;
  do {
    next_piece(&rest, &piece);
    weir_attr_t* device = parse_device(module, trimmed(piece), arena);
    if (device == NULL) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "bad device specification");
    }
    weir_attr_set_add(&choices, arena, device);
  } while (rest.size > 0);
  out->device = choices.count == 1
                    ? choices.items[0]
                    : weir_hal_device_select_attr(module->context,
                                                  choices.items, choices.count);
  return weir_ok();
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
                                  const specification_t* list, uint32_t count) {
  weir_attr_t* targets = weir_dictionary_attr(context, NULL, 0);
  for (uint32_t i = 0; i < count; ++i) {
    targets = weir_dictionary_set(
        targets, weir_name_sv(context, list[i].name)->data, list[i].device);
  }
  return targets;
}

// Whether the module says already what it is for.
static bool is_assigned(weir_op_t* module, weir_arena_t* arena) {
  return weir_op_has_attr(module, "hal.device.targets") ||
         weir_hal_devices(module, arena).globals.count > 0;
}

typedef struct pieces_t {
  weir_string_view_t* items;
  uint32_t count;
} pieces_t;

static void add_pieces(pieces_t* pieces, weir_string_view_t list) {
  weir_string_view_t piece;
  while (next_piece(&list, &piece)) pieces->items[pieces->count++] = piece;
}

// The value of an option that |key| names; empty if another one does.
static weir_string_view_t value_of(const char* option, const char* key) {
  weir_string_view_t text = weir_sv(option);
  size_t size = strlen(key);
  if (!weir_sv_starts_with(text, key) || option[size] != '=') {
    return weir_sv("");
  }
  return trimmed(weir_sv(option + size + 1));
}

// What |key| of the pass or |pipeline_key| of a pipeline lists; else what the
// flag says, all the times that it is given. |split_flag|: it may hold a list.
static pieces_t pieces_of(const weir_pass_t* pass, const char* key,
                          const char* pipeline_key, const char* flag,
                          bool split_flag) {
  size_t room = 1;
  const char* const* options = pass->options;
  for (uint32_t i = 0; options != NULL && options[i] != NULL; ++i) {
    room += strlen(options[i]);
  }
  pieces_t pieces = {
      .items = WEIR_ARENA_ARRAY(pass->scratch, weir_string_view_t, room)};
  for (uint32_t i = 0; options != NULL && options[i] != NULL; ++i) {
    weir_string_view_t list = value_of(options[i], key);
    if (list.size == 0) list = value_of(options[i], pipeline_key);
    add_pieces(&pieces, unwrapped(list, '{', '}'));
  }
  if (pieces.count > 0) return pieces;
  for (uint32_t i = 0; options != NULL && options[i] != NULL; ++i) {
    weir_string_view_t value = value_of(options[i], flag);
    if (split_flag) {
      add_pieces(&pieces, value);
    } else if (value.size > 0) {
      pieces.items[pieces.count++] = value;
    }
  }
  return pieces;
}

weir_status_t weir_hal_assign_target_devices(weir_pass_t* pass,
                                             weir_op_t* module) {
  pieces_t pieces = pieces_of(pass, "targetDevices", "target-devices",
                              "hal-target-device", false);
  if (pieces.count == 0 || is_assigned(module, pass->scratch)) return weir_ok();
  uint32_t count = pieces.count, named = 0;
  specification_t* list =
      WEIR_ARENA_ARRAY(pass->scratch, specification_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    WEIR_RETURN_IF_ERROR(
        parse_specification(module, pieces.items[i], pass->scratch, &list[i]));
    if (list[i].name.size > 0) ++named;
  }
  if (named != 0 && named != count) {
    weir_emit_error(pass->context, module->location,
                    "if any target device spec has a name then all must be "
                    "named");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "device without a name");
  }
  weir_op_set_attr(
      module, "hal.device.targets",
      named != 0 ? named_targets(pass->context, list, count)
                 : unnamed_targets(pass->context, list, count, pass->scratch));
  return weir_ok();
}

static weir_attr_t* device_of_backend(weir_op_t* module,
                                      weir_string_view_t backend) {
  if (weir_hal_target_has_backend(backend)) {
    return weir_hal_target_of_alias(module->context, backend, -1, NULL, NULL);
  }
  weir_emit_error(module->context, module->location,
                  "target backend '%.*s' not registered; registered backends: "
                  "[%s]",
                  WEIR_SV_ARGS(backend), weir_hal_target_backends_text());
  return NULL;
}

// Names of code generators, each standing for its device: choices for one.
weir_status_t weir_hal_assign_legacy_target_devices(weir_pass_t* pass,
                                                    weir_op_t* module) {
  pieces_t pieces = pieces_of(pass, "targetBackends", "legacy-target-backends",
                              "hal-target-backends", true);
  if (pieces.count == 0 || is_assigned(module, pass->scratch)) return weir_ok();
  weir_attr_set_t devices = {0};
  for (uint32_t i = 0; i < pieces.count; ++i) {
    weir_attr_t* device = device_of_backend(module, trimmed(pieces.items[i]));
    if (device == NULL) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown backend");
    }
    weir_attr_set_add(&devices, pass->scratch, device);
  }
  weir_attr_t* target = devices.count == 1
                            ? devices.items[0]
                            : weir_hal_device_select_attr(
                                  pass->context, devices.items, devices.count);
  weir_op_set_attr(module, "hal.device.targets",
                   weir_array_attr(pass->context, &target, 1));
  return weir_ok();
}
