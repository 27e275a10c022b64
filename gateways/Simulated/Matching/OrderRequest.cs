using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>What a client asks for, before any check. Price and quantity in 1e-8, not yet on ticks and lots.</summary>
public readonly record struct OrderRequest
{
    public Side Side { get; init; }
    public VenueOrderType Type { get; init; }
    public TimeInForce TimeInForce { get; init; }
    public long PriceE8 { get; init; }
    public long QuantityE8 { get; init; }

    /// <summary>Null: the venue makes one up.</summary>
    public string? ClientId { get; init; }

    public bool ReduceOnly { get; init; }
    public PositionSide PositionSide { get; init; }
    public SelfTradePrevention SelfTradePrevention { get; init; }
}
