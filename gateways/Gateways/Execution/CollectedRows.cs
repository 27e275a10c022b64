using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>Answers to questions that the session itself asks, added up instead of published.</summary>
internal sealed class CollectedRows : IEventSink
{
    public long PositionLots { get; private set; }
    public long WalletBalanceE8 { get; private set; }
    public long FundingE8 { get; private set; }
    public long NewestFundingNs { get; private set; }
    public int OwnOrders { get; private set; }
    public int ForeignOrders { get; private set; }
    public ListEnd LastEnd { get; private set; }

    public void Publish(in InboundEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.PositionReport:
                PositionLots = e.Read<PositionReport>().PositionLots;
                break;
            case EventKind.AccountReport:
                WalletBalanceE8 = e.Read<AccountReport>().WalletBalanceE8;
                break;
            case EventKind.FundingReport:
                Add(e.Read<FundingReport>());
                break;
            case EventKind.OrderStatusReport when e.Read<OrderStatusReport>().ClOrdId != 0:
                OwnOrders++;
                break;
            case EventKind.OrderStatusReport:
                ForeignOrders++;
                break;
            case EventKind.ListEnd:
                LastEnd = e.Read<ListEnd>();
                break;
            default:
                break;
        }
    }

    private void Add(in FundingReport row)
    {
        NewestFundingNs = Math.Max(NewestFundingNs, row.VenueTimeNs);
        if (row.Asset == FeeAsset.Quote) FundingE8 += row.AmountE8;
    }
}
