namespace Gateway.Local.Replicas;

internal sealed class ReplicaFailedException(string message) : Exception(message);
