// Names that ops suggest for their results: functions named in the rows.
#ifndef WEIR_COMPILER_DIALECTS_NAMES_H_
#define WEIR_COMPILER_DIALECTS_NAMES_H_

#include "compiler/ir/asm.h"

// The words of the row's result_names, one per result group.
void weir_names_of_row(weir_asm_printer_t* printer, const weir_op_t* op);
void weir_names_buffer_constant(weir_asm_printer_t* printer,
                                const weir_op_t* op);
void weir_names_global_load(weir_asm_printer_t* printer, const weir_op_t* op);
void weir_names_global_address(weir_asm_printer_t* printer,
                               const weir_op_t* op);
void weir_names_workgroup(weir_asm_printer_t* printer, const weir_op_t* op);
void weir_names_device_resolve(weir_asm_printer_t* printer,
                               const weir_op_t* op);
void weir_names_devices_get(weir_asm_printer_t* printer, const weir_op_t* op);
void weir_names_element_type(weir_asm_printer_t* printer, const weir_op_t* op);
void weir_names_encoding_type(weir_asm_printer_t* printer, const weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_NAMES_H_
