//! The suites that judge the whole compiler; what they judge by is `fraise-model` and `fraise-verify`.
