//! Scenarios of many replicas, as real processes, one theme a file.
