// What the files of the conversion of mesh to flow share.
#ifndef WEIR_COMPILER_CONVERSION_MESH_TO_FLOW_H_
#define WEIR_COMPILER_CONVERSION_MESH_TO_FLOW_H_

#include "compiler/dialects/mesh.h"
#include "compiler/ir/rewrite.h"

typedef struct weir_mesh_conversion_t {
  weir_op_t* module;
  bool has_named_channels;  // there are several meshes
  weir_arena_t* scratch;
} weir_mesh_conversion_t;

// Whether |axes| are all of the mesh in order: then the group is everyone.
bool weir_mesh_is_everyone(weir_mesh_shape_t shape, weir_mesh_axes_t axes);
// The symbol of the channel of groups along |axes|.
const char* weir_mesh_channel_name(const weir_op_t* mesh, weir_mesh_axes_t axes,
                                   weir_arena_t* arena);
weir_value_t* weir_mesh_default_channel(const weir_mesh_conversion_t* c,
                                        weir_builder_t* builder,
                                        weir_location_t* location,
                                        const weir_op_t* mesh);
// The channel of groups along |axes| of |mesh|, where |builder| stands.
weir_value_t* weir_mesh_load_channel(const weir_mesh_conversion_t* c,
                                     weir_builder_t* builder,
                                     weir_location_t* location,
                                     const weir_op_t* mesh,
                                     weir_mesh_axes_t axes);

// Why a collective has no form in flow, or NULL.
const char* weir_mesh_obstacle(const weir_op_t* op);

// Patterns; |user| is a weir_mesh_conversion_t.
bool weir_mesh_convert_all_gather(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user);
bool weir_mesh_convert_all_reduce(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user);
bool weir_mesh_convert_all_to_all(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user);
bool weir_mesh_convert_reduce_scatter(weir_op_t* op, weir_rewriter_t* rewriter,
                                      void* user);

#endif  // WEIR_COMPILER_CONVERSION_MESH_TO_FLOW_H_
