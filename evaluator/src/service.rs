//! Service models: what the calls of one service mean, beside the general language.

pub mod batch;
