// RUN: weirc opt --split-input-file --verify-diagnostics %s

// Integers that their types do not hold.

// expected-error @below {{integer constant out of range for attribute}}
module attributes {a = 340282366920938463463374607431768211456 : i128} {}

// -----

// expected-error @below {{integer constant out of range for attribute}}
module attributes {a = -170141183460469231731687303715884105729 : i128} {}

// -----

// expected-error @below {{integer constant out of range for attribute}}
module attributes {a = 170141183460469231731687303715884105728 : si128} {}

// -----

// expected-error @below {{integer constant out of range for attribute}}
module attributes {a = 36893488147419103232 : i65} {}

// -----

// expected-error @below {{integer constant out of range for attribute}}
module attributes {a = 9223372036854775808 : index} {}

// -----

// expected-error @below {{integer constant out of range for attribute}}
module attributes {a = -0 : i128} {}

// -----

// expected-error @below {{negative integer literal not valid for unsigned integer type}}
module attributes {a = -1 : ui8} {}

// -----

// expected-error @below {{integer constant out of range for type}}
module attributes {a = dense<[1, 340282366920938463463374607431768211456]> : tensor<2xi128>} {}

// -----

// expected-error @below {{integer constant out of range for type}}
module attributes {a = dense<200> : tensor<1xsi8>} {}
