using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>What really happened at the venue, added up by slot out of every change of its books.</summary>
internal sealed class VenueTruth
{
    public static readonly BotCode Bot = BotCode.TryParse("a1", out BotCode code) ? code : default;

    private readonly Dictionary<string, ClOrdId> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SlotTruth> _slots = [];

    /// <summary>The slots of the last operation.</summary>
    public List<SlotTruth> Touched { get; } = [];

    /// <summary>Own orders in the order of their arrival.</summary>
    public List<(ClOrdId Id, VenueOrder Order)> Own { get; } = [];

    /// <summary>Net lots that people have traded by hand.</summary>
    public long ForeignLots { get; private set; }

    /// <summary>The order that its owner is cancelling right now.</summary>
    public VenueOrder? CanceledByHand { get; set; }

    /// <summary>A person's order that somebody else has cancelled.</summary>
    public VenueOrder? ForeignCanceled { get; private set; }

    /// <summary>An own order that the venue accepted a second time under one id.</summary>
    public ClOrdId AcceptedTwice { get; private set; }

    public ClOrdId IdOf(VenueOrder order)
    {
        if (_ids.TryGetValue(order.ClientId, out ClOrdId id)) return id;
        ClOrdId.TryParse(Encoding.ASCII.GetBytes(order.ClientId), Bot, out id);
        _ids[order.ClientId] = id;
        return id;
    }

    public void Apply(IReadOnlyList<BookEntry> entries)
    {
        Touched.Clear();
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Order is { } order) Apply(entries[i], order, IdOf(order));
        }
    }

    private void Apply(in BookEntry entry, VenueOrder order, ClOrdId id)
    {
        long lots = entry.Fill?.Lots ?? 0;
        if (id.IsNone)
        {
            ForeignLots += order.Side == Side.Buy ? lots : -lots;
            bool isCanceled = entry.Kind == BookEntryKind.Closed && order.Status == VenueOrderStatus.Canceled;
            if (isCanceled && CanceledByHand != order) ForeignCanceled = order;
            return;
        }

        if (!_slots.TryGetValue(id.Slot, out SlotTruth? slot)) _slots[id.Slot] = slot = new SlotTruth(id.Slot);
        Touched.Add(slot);
        switch (entry.Kind)
        {
            case BookEntryKind.Opened:
                foreach ((ClOrdId known, VenueOrder _) in Own)
                {
                    if (known == id) AcceptedTwice = id;
                }

                Own.Add((id, order));
                slot.Open(order.Side, order.QtyLots);
                break;
            case BookEntryKind.Filled:
                slot.Fill(order.Side, lots, isLast: entry.Fill!.OrderCumLots == order.QtyLots);
                break;
            case BookEntryKind.Closed:
                slot.Close(order.Side, order.QtyLots - order.CumLots);
                break;
        }
    }
}
