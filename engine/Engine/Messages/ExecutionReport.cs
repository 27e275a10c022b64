using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// What the venue says about one order (FIX 8): an acknowledgement, a fill, the end of it, or a proven reject.
/// Exactly 96 bytes; ids of venues with 128 bits fit.
/// <code>
///  0 ClOrdId · 8 OrderId (16) · 24 ExecId (16) · 40 VenueTimeNs · 48 PriceTicks · 56 CumQtyLots · 64 LastQtyLots
/// 72 LastPxTicks · 80 FeeE8 · 88 Side · 89 OrdStatus · 90 ExecType · 91 Reason · 92 FeeAsset · 94 Flags
/// </code>
/// A fill at a price between two ticks does not exist on the venues we know; one would stop the decoder.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = InboundEvent.PayloadBytes)]
public struct ExecutionReport
{
    /// <summary>Our 64-bit id; 0 = the text was not one of ours (a foreign order).</summary>
    public ulong ClOrdId;
    public VenueId OrderId;
    public VenueId ExecId;
    public long VenueTimeNs;
    public long PriceTicks;
    public long CumQtyLots;
    public long LastQtyLots;
    public long LastPxTicks;

    /// <summary>Fee of this fill in 1e-8 of its asset; negative = rebate.</summary>
    public long FeeE8;
    public Side Side;
    public OrdStatus OrdStatus;
    public ExecType ExecType;
    public Reason Reason;
    public FeeAsset FeeAsset;
    public ReportFlags Flags;
}
