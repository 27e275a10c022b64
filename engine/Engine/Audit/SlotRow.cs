using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>A copy of what an operator wants to see of one slot. Blittable.</summary>
public struct SlotRow
{
    public int K;
    public SlotState State;
    public SlotFlags Flags;
    public Reason LastReject;
    public byte Rejects;
    public long PositionLots;

    /// <summary>What the holding cost, in units (ticks × lots), without fees.</summary>
    public long CostUnits;
    public ulong ClOrdId;
    public long OrderPriceTicks;
    public long OrderQtyLots;
    public long OrderCumLots;

    /// <summary>No new order before this time.</summary>
    public long NotBeforeNs;

    internal static SlotRow Of(int k, in Slot slot) => new()
    {
        K = k,
        State = slot.State,
        Flags = slot.Flags,
        LastReject = slot.LastReject,
        Rejects = slot.Rejects,
        PositionLots = slot.PositionLots,
        CostUnits = slot.CostValue,
        ClOrdId = slot.HasOrder ? slot.ClOrdId : 0,
        OrderPriceTicks = slot.OrderPriceTicks,
        OrderQtyLots = slot.OrderQtyLots,
        OrderCumLots = slot.OrderCumLots,
        NotBeforeNs = slot.NotBeforeNs,
    };
}
