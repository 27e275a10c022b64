namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The venue's position of the symbol; negative = short.</summary>
public struct PositionReport
{
    public long QueryId;
    public long PositionLots;
    public long EntryPriceE8;
    public long MarkPriceE8;
    public long LiquidationPriceE8;
}
