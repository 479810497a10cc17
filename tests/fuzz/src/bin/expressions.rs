//! The engine drives `expressions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fraise_fuzz::noted(bytes);
    fraise_fuzz::expressions(bytes);
});
