//! Output trees: files, their owners, the manifest and the write plan; pure.
