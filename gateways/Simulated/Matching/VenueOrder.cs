using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>An order of the account, open or closed. Only <see cref="AccountBooks"/> and the core change it.</summary>
public sealed class VenueOrder
{
    /// <summary>The queue at the order's price is not known (yet): it does not fill at the touch.</summary>
    public const long QueueUnknown = -1;

    public required long OrderId { get; init; }
    public required string ClientId { get; init; }
    public required Side Side { get; init; }
    public required VenueOrderType Type { get; init; }
    public required TimeInForce TimeInForce { get; init; }
    public required bool ReduceOnly { get; init; }
    public required SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>Limit price in ticks; 0 for a market order.</summary>
    public required long PriceTicks { get; set; }

    public required long QtyLots { get; set; }
    public required long CreatedMs { get; init; }

    public long CumLots { get; internal set; }

    /// <summary>Σ price × quantity of the fills, in tick × lot.</summary>
    public Int128 CumUnits { get; internal set; }

    public VenueOrderStatus Status { get; internal set; }
    public ExpireReason ExpireReason { get; internal set; }
    public long UpdatedMs { get; internal set; }

    /// <summary>Lots displayed at the price that must trade before this order; not part of the books.</summary>
    internal long QueueAheadLots { get; set; } = QueueUnknown;

    public long LeavesLots => IsOpen ? QtyLots - CumLots : 0;
    public bool IsOpen => Status <= VenueOrderStatus.PartiallyFilled;
}
