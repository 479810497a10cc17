//! The engine drives `compiling`, with changes that a schema may survive beside those of the engine.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fraise_fuzz::noted(bytes);
    fraise_fuzz::compiling(bytes);
});

libfuzzer_sys::fuzz_mutator!(|bytes: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 4 == 0 {
        return libfuzzer_sys::fuzzer_mutate(bytes, size, max_size);
    }
    let changed = fraise_fuzz::mutated(bytes.get(..size).unwrap_or_default(), seed);
    let Some(place) = bytes.get_mut(..changed.len()).filter(|it| it.len() <= max_size) else { return size };
    place.copy_from_slice(&changed);
    changed.len()
});
