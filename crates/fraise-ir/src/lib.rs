//! The checked model of a service: arenas, ids and names; data only.
