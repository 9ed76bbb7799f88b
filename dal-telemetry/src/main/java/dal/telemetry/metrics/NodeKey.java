package dal.telemetry.metrics;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;

/** Names one node. */
record NodeKey(ClusterName cluster, NodeName node) {}
