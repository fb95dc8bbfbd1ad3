// The conformance suite on the loopback transport.
#include "tests/cts/transport/cts.h"
#include "transports/loopback/loopback.h"

int main(int argc, char** argv) {
  return cts_main(weir_loopback_transport_create, argc, argv);
}
