using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Engine.Tests;

/// <summary>
/// Random disorder with a fixed seed each: prices walk, fills come whole, in parts, twice or not at all, answers get
/// lost, the process dies. The invariants are checked after each event (by the driver); in the end, when the venue is
/// calm again, both books must be the same.
/// </summary>
public class DisorderTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public void ShouldEndWithTheVenuesBooksAndReplayToTheSameState(int seed)
    {
        EngineDriver driver = Disorder(seed, 400);
        Calm(driver);

        string label = $"seed {seed}";
        Assert.True(driver.Engine.Phase == EnginePhase.Trading, $"{label}: {driver.Engine.Phase}");
        Assert.True(driver.State.Slots.InDoubt == 0, $"{label}: {driver.State.Slots.InDoubt} in doubt");
        Assert.True(driver.VenuePositionLots == driver.State.Slots.PositionLots,
            $"{label}: venue {driver.VenuePositionLots}, engine {driver.State.Slots.PositionLots}");
        long cash = driver.Orders.Values.Sum(o => o.Id.Side == Side.Sell ? o.CumValue : -o.CumValue);
        long fees = driver.Orders.Values.Sum(o => o.Trades.Sum(t => t.FeeE8));
        Assert.True(cash == driver.State.Books.CashUnits, $"{label}: cash {cash} / {driver.State.Books.CashUnits}");
        Assert.True(fees == driver.State.Books.FeesE8, $"{label}: fees {fees} / {driver.State.Books.FeesE8}");
        foreach (var slot in driver.Open.GroupBy(o => o.Id.Slot))
            Assert.True(slot.Count() == 1, $"{label}: slot {slot.Key} has {slot.Count()} live orders");

        Replay(driver, label);
    }

    public static TheoryData<int> Seeds()
    {
        var seeds = new TheoryData<int>();
        for (int seed = 1; seed <= 60; seed++) seeds.Add(seed);
        return seeds;
    }

    private static EngineDriver Disorder(int seed, int steps)
    {
        var random = new Random(seed);
        var reports = new List<ExecutionReport>();
        EngineDriver driver = new EngineDriver().Start(300_000);
        driver.Accepts = _ => random.Next(12) != 0;
        long price = 300_000;
        for (int i = 0; i < steps; i++)
        {
            price += random.Next(-60, 61);
            driver.LosesAcks = random.Next(10) == 0;
            driver.Quote(price);
            VenueOrder[] touched = [.. driver.Open.Where(o =>
                o.Id.Side == Side.Buy ? o.PriceTicks >= price : o.PriceTicks <= price)];
            foreach (VenueOrder order in touched)
            {
                long lots = random.Next(3) == 0 ? 1 + random.Next((int)order.LeavesLots) : order.LeavesLots;
                reports.Add(driver.Fill(order, lots, silently: random.Next(8) == 0));
            }

            if (reports.Count > 0 && random.Next(5) == 0)
                driver.Send(EventKind.ExecutionReport, reports[random.Next(reports.Count)]);
            driver.Advance(random.Next(5) * 200);
            if (random.Next(60) == 0) Restart(driver, price);
        }

        return driver;
    }

    private static void Restart(EngineDriver driver, long price)
    {
        Func<OutboundCommand, bool> accepts = driver.Accepts;
        driver.Crash();
        driver.Accepts = static _ => true;
        driver.Start(price);
        driver.Accepts = accepts;
    }

    private static void Calm(EngineDriver driver)
    {
        driver.Accepts = static _ => true;
        driver.LosesAcks = false;
        long price = driver.State.ReferenceTicks;
        for (int i = 0; i < 60; i++)
        {
            driver.Quote(price);
            driver.Advance(1_000);
            if (i == 10) driver.Send(EventKind.OperatorCommand,
                new OperatorCommand { Action = OperatorAction.Reconcile });
        }
    }

    private static void Replay(EngineDriver driver, string label)
    {
        var engine = new TradingEngine();
        int at = 0;
        foreach (InboundEvent e in driver.Events)
        {
            engine.Apply(e);
            foreach (OutboundCommand command in engine.Commands)
            {
                OutboundCommand sent = driver.Commands[at++];
                Assert.True(Bytes(command).SequenceEqual(Bytes(sent)), $"{label}: command {at} differs on replay");
            }
        }

        Assert.Equal(driver.Commands.Count, at);
        Assert.Equal(driver.Engine.StateHash, engine.StateHash);
    }

    private static ReadOnlySpan<byte> Bytes(in OutboundCommand command) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<OutboundCommand>(in command));
}
