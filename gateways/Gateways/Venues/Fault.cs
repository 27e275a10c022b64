using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>What a venue's error means in our words.</summary>
public readonly record struct Fault(Outcome Outcome, Reason Reason);
