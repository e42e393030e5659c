//! The model of AWS Batch.

pub mod service_linked_role;
