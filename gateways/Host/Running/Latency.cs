namespace OpenSQT.Lmax.Host.Running;

/// <summary>Tick to order: from the quote's frame in user space to the order's bytes handed to the socket.</summary>
public readonly record struct Latency(long Count, long P50Ns, long P99Ns, long MaxNs);
