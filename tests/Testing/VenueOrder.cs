using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Testing;

/// <summary>An order as the scripted venue of <see cref="EngineDriver"/> keeps it.</summary>
public sealed class VenueOrder
{
    public required ClOrdId Id { get; init; }
    public required long OrderId { get; init; }
    public required long PriceTicks { get; init; }
    public required long QtyLots { get; init; }
    public required ReportFlags Flags { get; init; }
    public long PlacedNs { get; init; }
    public long CumLots { get; set; }
    public long CumValue { get; set; }
    public OrdStatus Status { get; set; } = OrdStatus.New;
    public List<TradeReport> Trades { get; } = [];
    public long LeavesLots => QtyLots - CumLots;
    public bool IsOpen => Status is OrdStatus.New or OrdStatus.PartiallyFilled;
}
