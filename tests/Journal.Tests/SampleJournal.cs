using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// What the frozen sample in Samples/format-1 holds: two runs, the first one of two segments of events and made
/// durable. Written once by <see cref="Write"/>; never written again. A new format version gets a sample of its own.
/// </summary>
internal static class SampleJournal
{
    public const int FirstRun = 40;
    public const int SecondRun = 3;
    public static readonly Guid Boot = Guid.Parse("0f0e0d0c-0b0a-0908-0706-050403020100");
    private const long Start = 1_723_100_000_000_000_000; // within the recorded day, 2024-08-08

    public static void Write(string path, JournalOptions options)
    {
        foreach ((long from, long to) in new[] { (1L, (long)FirstRun), (FirstRun + 1, FirstRun + SecondRun) })
        {
            using JournalDirectory directory = JournalDirectory.Open(path, options);
            using JournalWriter<InboundEvent> events = directory.StartEvents();
            using JournalWriter<OutboundCommand> commands = directory.StartCommands();
            for (long sequence = from; sequence <= to; sequence++)
            {
                InboundEvent e = Event(sequence);
                events.Append(ref e);
                if (!IsExecutionReport(sequence)) continue;
                OutboundCommand c = Command(in e);
                commands.Append(ref c);
            }

            events.Close();
            commands.Close();
        }
    }

    public static InboundEvent Event(long sequence)
    {
        InboundEvent e = default;
        long time = Start + sequence * 1_000_000;
        if (sequence is 1 or FirstRun + 1)
        {
            ref RunStarted run = ref e.Begin<RunStarted>(EventKind.RunStarted, EventSource.Host, 0, time);
            run.RunNumber = sequence == 1 ? 1 : 2;
            run.WallTimeNs = time;
            run.EngineLogicVersion = 7;
            run.BootIdHash = 0xB007;
            run.AccountFingerprint = 0xF1;
        }
        else if (IsExecutionReport(sequence))
        {
            ref ExecutionReport report = ref e.Begin<ExecutionReport>(
                EventKind.ExecutionReport, EventSource.UserGateway, 1, time);
            report.ClOrdId = 0x0100_0100_8000_0001;
            report.OrderId = VenueId.From(8_886_774);
            report.ExecId = new VenueId(0x1122_3344_5566_7788, 0x99AA_BBCC_DDEE_FF00);
            report.VenueTimeNs = time - 5;
            report.PriceTicks = 267_955;
            report.CumQtyLots = 11;
            report.LastQtyLots = 4;
            report.LastPxTicks = 267_955;
            report.FeeE8 = -32_154;
            report.Side = Side.Sell;
            report.OrdStatus = OrdStatus.Filled;
            report.ExecType = ExecType.Trade;
            report.FeeAsset = FeeAsset.Bnb;
            report.Flags = ReportFlags.Maker | ReportFlags.ReduceOnly;
        }
        else
        {
            ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
                EventKind.BestBidOffer, EventSource.MarketGateway, 1, time);
            quote.BidPriceTicks = 267_950 + sequence;
            quote.BidSizeLots = 12_345;
            quote.OfferPriceTicks = 267_951 + sequence;
            quote.OfferSizeLots = 999;
            quote.VenueTimeNs = time - 7;
            quote.UpdateId = sequence;
            quote.ReceivedNs = time - 3;
            quote.Conflated = 2;
        }

        return e;
    }

    public static OutboundCommand Command(in InboundEvent cause)
    {
        OutboundCommand c = default;
        ref NewOrder order = ref c.Begin<NewOrder>(CommandKind.NewOrder, in cause.Header);
        order.ClOrdId = 0x0100_0100_8000_0002;
        order.PriceTicks = 267_855;
        order.OrderQtyLots = 11;
        order.TriggerNs = 77;
        order.Side = Side.Buy;
        order.Flags = ReportFlags.PostOnly;
        return c;
    }

    public static bool IsExecutionReport(long sequence) => sequence % 8 == 0;
}
