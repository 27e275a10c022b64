namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>How much of the limits is used in their present windows.</summary>
internal readonly record struct RequestUsage(int Weight, int OrdersIn10Seconds, int OrdersInMinute);
