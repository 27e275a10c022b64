namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>A latency in nanoseconds: how many samples, median, 99th percentile and worst.</summary>
public readonly record struct LatencyFigures(long Count, long P50Ns, long P99Ns, long MaxNs);
