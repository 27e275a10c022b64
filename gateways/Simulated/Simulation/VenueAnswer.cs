namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>An HTTP answer.</summary>
internal readonly record struct VenueAnswer(int Status, byte[] Body, long RetryAfterNs = 0);
