// What a program outside the tree sees of an installed engine: it reads a plan.
#include <stdio.h>

#include "engine/plan/plan.h"
#include "engine/session/session.h"
#include "transports/loopback/loopback.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  weir_plan_t* plan = NULL;
  weir_status_t status = weir_plan_open(argv[1], &plan);
  if (!weir_is_ok(status)) {
    fprintf(stderr, "%s\n", weir_status_message(status));
    weir_status_free(status);
    return 1;
  }
  printf("%u nodes\n", plan->node_count);
  weir_plan_close(plan);
  return 0;
}
