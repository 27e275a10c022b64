namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>One payment of funding in 1e-8 quote; positive = received.</summary>
public readonly record struct FundingPayment(long Id, long AmountE8, long TimeMs);
