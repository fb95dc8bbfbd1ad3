#include "engine/hal/driver.h"

#include <string.h>

weir_status_t weir_driver_register(weir_driver_registry_t* registry,
                                   const weir_driver_t* driver) {
  if (weir_driver_find(registry, weir_sv(driver->name)) != NULL) {
    return weir_status(WEIR_CODE_ALREADY_EXISTS,
                       "there are two drivers named %s", driver->name);
  }
  if (registry->count == WEIR_DRIVER_MAX_COUNT) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "more than %d drivers",
                       WEIR_DRIVER_MAX_COUNT);
  }
  registry->drivers[registry->count++] = driver;
  return weir_ok();
}

const weir_driver_t* weir_driver_find(const weir_driver_registry_t* registry,
                                      weir_string_view_t name) {
  for (size_t i = 0; i < registry->count; ++i) {
    if (weir_sv_equal_c(name, registry->drivers[i]->name)) {
      return registry->drivers[i];
    }
  }
  return NULL;
}

static weir_status_t no_driver(const weir_driver_registry_t* registry,
                               weir_string_view_t name) {
  weir_strbuf_t names = {0};
  for (size_t i = 0; i < registry->count; ++i) {
    weir_strbuf_printf(&names, "%s%s", i ? ", " : "",
                       registry->drivers[i]->name);
  }
  weir_status_t status = weir_status(WEIR_CODE_NOT_FOUND,
                                     "no driver named \"%.*s\"; there are: %s",
                                     WEIR_SV_ARGS(name), weir_strbuf_c(&names));
  weir_strbuf_deinit(&names);
  return status;
}

weir_status_t weir_device_open(const weir_driver_registry_t* registry,
                               const char* drivers,
                               const weir_device_params_t* params,
                               weir_device_t** out_device) {
  *out_device = NULL;
  const char* plus = strchr(drivers, '+');
  weir_string_view_t name =
      plus ? weir_sv_n(drivers, (size_t)(plus - drivers)) : weir_sv(drivers);
  const weir_driver_t* driver = weir_driver_find(registry, name);
  if (driver == NULL) return no_driver(registry, name);
  if ((plus == NULL) != (driver->open != NULL)) {
    return weir_status(
        WEIR_CODE_INVALID_ARGUMENT,
        plus ? "driver %s wraps no other" : "driver %s must wrap another",
        driver->name);
  }
  if (plus == NULL) return driver->open(params, out_device);
  weir_device_t* inner;
  WEIR_RETURN_IF_ERROR(weir_device_open(registry, plus + 1, params, &inner));
  weir_status_t status = driver->wrap(params, inner, out_device);
  weir_device_release(inner);
  return status;
}
