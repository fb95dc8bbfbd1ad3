#include "engine/topology/topology.h"

#include <errno.h>
#include <hwloc.h>
#include <stdlib.h>

struct weir_topology_t {
  hwloc_topology_t hwloc;
  hwloc_cpuset_t allowed;
  weir_topology_info_t info;
  weir_core_t* cores;
};

static weir_status_t out_of_memory(void) {
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                     "out of memory reading the topology");
}

static weir_status_t create(weir_topology_t** out_topology) {
  *out_topology = calloc(1, sizeof(**out_topology));
  if (*out_topology == NULL) return out_of_memory();
  if (hwloc_topology_init(&(*out_topology)->hwloc) != 0) {
    free(*out_topology);
    *out_topology = NULL;
    return out_of_memory();
  }
  return weir_ok();
}

void weir_topology_free(weir_topology_t* topology) {
  if (topology == NULL) return;
  hwloc_bitmap_free(topology->allowed);
  hwloc_topology_destroy(topology->hwloc);
  free(topology->cores);
  free(topology);
}

static uint64_t cache_bytes(const weir_topology_t* topology,
                            hwloc_obj_type_t type) {
  hwloc_obj_t cache = hwloc_get_obj_by_type(topology->hwloc, type, 0);
  return cache != NULL && cache->attr != NULL ? cache->attr->cache.size : 0;
}

static uint32_t count_of(const weir_topology_t* topology,
                         hwloc_obj_type_t type) {
  int count = hwloc_get_nbobjs_by_type(topology->hwloc, type);
  return count > 0 ? (uint32_t)count : 1;
}

static uint32_t os_index_above(const weir_topology_t* topology,
                               hwloc_obj_t core, hwloc_obj_type_t type) {
  hwloc_obj_t above =
      hwloc_get_ancestor_obj_by_type(topology->hwloc, type, core);
  return above != NULL && above->os_index != HWLOC_UNKNOWN_INDEX
             ? above->os_index
             : 0;
}

static weir_status_t read_cores(weir_topology_t* topology) {
  hwloc_topology_t hwloc = topology->hwloc;
  // Where the system tells no cores apart, every CPU counts as one.
  hwloc_obj_type_t type = hwloc_get_nbobjs_by_type(hwloc, HWLOC_OBJ_CORE) > 0
                              ? HWLOC_OBJ_CORE
                              : HWLOC_OBJ_PU;
  int count = hwloc_get_nbobjs_by_type(hwloc, type);
  hwloc_bitmap_t cpus = hwloc_bitmap_alloc();
  topology->cores = calloc(count > 0 ? (size_t)count : 1, sizeof(weir_core_t));
  if (cpus == NULL || topology->cores == NULL) {
    hwloc_bitmap_free(cpus);
    return out_of_memory();
  }
  for (int i = 0; i < count; ++i) {
    hwloc_obj_t object = hwloc_get_obj_by_type(hwloc, type, (unsigned)i);
    hwloc_bitmap_and(cpus, object->cpuset, topology->allowed);
    if (hwloc_bitmap_iszero(cpus)) continue;
    int node = object->nodeset ? hwloc_bitmap_first(object->nodeset) : 0;
    topology->cores[topology->info.core_count++] = (weir_core_t){
        .cpu = (uint32_t)hwloc_bitmap_first(cpus),
        .cpu_count = (uint32_t)hwloc_bitmap_weight(cpus),
        .numa_node = node > 0 ? (uint32_t)node : 0,
        .package = os_index_above(topology, object, HWLOC_OBJ_PACKAGE),
    };
  }
  hwloc_bitmap_free(cpus);
  if (topology->info.core_count > 0) return weir_ok();
  return weir_status(WEIR_CODE_UNAVAILABLE, "the machine offers no CPU to us");
}

// The CPUs that both the machine and this process' binding allow.
static weir_status_t read_allowed(weir_topology_t* topology) {
  topology->allowed =
      hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(topology->hwloc));
  if (topology->allowed == NULL) return out_of_memory();
  if (!topology->info.is_live) return weir_ok();
  hwloc_bitmap_t bound = hwloc_bitmap_alloc();
  if (bound == NULL) return out_of_memory();
  // A system that cannot tell the binding restricts nothing.
  if (hwloc_get_cpubind(topology->hwloc, bound, HWLOC_CPUBIND_PROCESS) == 0 &&
      hwloc_bitmap_intersects(bound, topology->allowed)) {
    hwloc_bitmap_and(topology->allowed, topology->allowed, bound);
  }
  hwloc_bitmap_free(bound);
  return weir_ok();
}

// Reads what was set up; |source| serves messages.
static weir_status_t load(weir_topology_t* topology, const char* source) {
  if (hwloc_topology_load(topology->hwloc) != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s: hwloc cannot read the topology", source);
  }
  topology->info.is_live = hwloc_topology_is_thissystem(topology->hwloc) != 0;
  WEIR_RETURN_IF_ERROR(read_allowed(topology));
  topology->info.package_count = count_of(topology, HWLOC_OBJ_PACKAGE);
  topology->info.numa_node_count = count_of(topology, HWLOC_OBJ_NUMANODE);
  topology->info.memory_bytes =
      hwloc_get_root_obj(topology->hwloc)->total_memory;
  topology->info.l1_bytes = cache_bytes(topology, HWLOC_OBJ_L1CACHE);
  topology->info.l2_bytes = cache_bytes(topology, HWLOC_OBJ_L2CACHE);
  topology->info.l3_bytes = cache_bytes(topology, HWLOC_OBJ_L3CACHE);
  return read_cores(topology);
}

// Ends every way of loading: publishes or destroys.
static weir_status_t finish(weir_topology_t* topology, weir_status_t status,
                            const char* source,
                            weir_topology_t** out_topology) {
  if (weir_is_ok(status)) status = load(topology, source);
  if (weir_is_ok(status)) {
    *out_topology = topology;
  } else {
    weir_topology_free(topology);
  }
  return status;
}

weir_status_t weir_topology_load_live(weir_topology_t** out_topology) {
  *out_topology = NULL;
  weir_topology_t* topology;
  WEIR_RETURN_IF_ERROR(create(&topology));
  return finish(topology, weir_ok(), "this machine", out_topology);
}

weir_status_t weir_topology_load_xml(const char* path,
                                     weir_topology_t** out_topology) {
  *out_topology = NULL;
  weir_topology_t* topology;
  WEIR_RETURN_IF_ERROR(create(&topology));
  weir_status_t status = weir_ok();
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    status = weir_status_from_errno(errno, "cannot open topology %s", path);
  } else {
    fclose(file);
    if (hwloc_topology_set_xml(topology->hwloc, path) != 0) {
      status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                           "%s: not a topology that hwloc can read", path);
    }
  }
  return finish(topology, status, path, out_topology);
}

weir_status_t weir_topology_load_synthetic(const char* description,
                                           weir_topology_t** out_topology) {
  *out_topology = NULL;
  weir_topology_t* topology;
  WEIR_RETURN_IF_ERROR(create(&topology));
  weir_status_t status = weir_ok();
  if (hwloc_topology_set_synthetic(topology->hwloc, description) != 0) {
    status =
        weir_status(WEIR_CODE_INVALID_ARGUMENT,
                    "\"%s\" is no synthetic topology: expected one such as "
                    "\"package:2 core:4 pu:1\"",
                    description);
  }
  return finish(topology, status, description, out_topology);
}

const weir_topology_info_t* weir_topology_info(
    const weir_topology_t* topology) {
  return &topology->info;
}

const weir_core_t* weir_topology_core(const weir_topology_t* topology,
                                      uint32_t index) {
  return &topology->cores[index];
}

weir_status_t weir_topology_choose_cpus(const weir_topology_t* topology,
                                        uint32_t skip, uint32_t count,
                                        uint32_t* cpus) {
  uint32_t available = topology->info.core_count;
  if (skip > available || count > available - skip) {
    return weir_status(
        WEIR_CODE_RESOURCE_EXHAUSTED,
        "%u cores wanted and %u taken; this process was given %u", count, skip,
        available);
  }
  for (uint32_t i = 0; i < count; ++i) cpus[i] = topology->cores[skip + i].cpu;
  return weir_ok();
}

static weir_status_t bind(const weir_topology_t* topology,
                          hwloc_const_cpuset_t cpus) {
  if (hwloc_set_cpubind(topology->hwloc, cpus, HWLOC_CPUBIND_THREAD) == 0) {
    return weir_ok();
  }
  return weir_status_from_errno(errno, "cannot bind a thread");
}

static weir_status_t check_live(const weir_topology_t* topology) {
  if (topology->info.is_live) return weir_ok();
  return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                     "threads cannot be bound to another machine's CPUs");
}

weir_status_t weir_topology_bind_thread(const weir_topology_t* topology,
                                        uint32_t cpu) {
  WEIR_RETURN_IF_ERROR(check_live(topology));
  if (!hwloc_bitmap_isset(topology->allowed, cpu)) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE,
                       "CPU %u was not given to this process", cpu);
  }
  hwloc_bitmap_t cpus = hwloc_bitmap_alloc();
  if (cpus == NULL) return out_of_memory();
  hwloc_bitmap_only(cpus, cpu);
  weir_status_t status = bind(topology, cpus);
  hwloc_bitmap_free(cpus);
  return status;
}

weir_status_t weir_topology_unbind_thread(const weir_topology_t* topology) {
  WEIR_RETURN_IF_ERROR(check_live(topology));
  return bind(topology, topology->allowed);
}

weir_status_t weir_topology_save(const weir_topology_t* topology,
                                 const char* path) {
  if (hwloc_topology_export_xml(topology->hwloc, path, 0) == 0) {
    return weir_ok();
  }
  return weir_status_from_errno(errno, "cannot write topology %s", path);
}

static void describe_bytes(weir_strbuf_t* buffer, const char* name,
                           uint64_t bytes) {
  if (bytes == 0) return;
  static const char* const units[] = {"KiB", "MiB", "GiB", "TiB"};
  double value = (double)bytes / 1024;
  int unit = 0;
  for (; value >= 1024 && unit < 3; ++unit) value /= 1024;
  weir_strbuf_printf(buffer, ", %s%.1f %s", name, value, units[unit]);
}

void weir_topology_describe(const weir_topology_t* topology,
                            weir_strbuf_t* buffer) {
  const weir_topology_info_t* info = &topology->info;
  weir_strbuf_printf(buffer, "%u core%s, %u package%s", info->core_count,
                     info->core_count == 1 ? "" : "s", info->package_count,
                     info->package_count == 1 ? "" : "s");
  if (info->numa_node_count > 1) {
    weir_strbuf_printf(buffer, ", %u NUMA nodes", info->numa_node_count);
  }
  describe_bytes(buffer, "", info->memory_bytes);
  describe_bytes(buffer, "L1 ", info->l1_bytes);
  describe_bytes(buffer, "L2 ", info->l2_bytes);
  describe_bytes(buffer, "L3 ", info->l3_bytes);
}
