#include "engine/drivers/register_all.h"

#include "engine/drivers/inline/inline.h"
#include "engine/drivers/local/local.h"
#include "engine/drivers/wrappers/wrappers.h"

weir_status_t weir_register_all_drivers(weir_driver_registry_t* registry) {
  static const weir_driver_t* const all[] = {
      &weir_inline_driver, &weir_local_driver, &weir_validate_driver,
      &weir_trace_driver,  &weir_fault_driver,
  };
  for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); ++i) {
    WEIR_RETURN_IF_ERROR(weir_driver_register(registry, all[i]));
  }
  return weir_ok();
}
