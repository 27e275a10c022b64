using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Host.Control;
using OpenSQT.Lmax.Host.Language;
using Spectre.Console;

namespace OpenSQT.Lmax.EndToEnd.Tests;

/// <summary>The picture on a terminal, without one: what would be written to it.</summary>
public sealed class LiveViewTests : IDisposable
{
    private const string ClearRight = "\u001b[K";
    private readonly StringWriter _written = new();

    public void Dispose() => _written.Dispose();

    [Fact]
    public void ShouldLeaveNothingOfALongerLineThatWasThere()
    {
        using var view = new LiveView(ConsoleOf(width: 100));
        view.AddLine("a line of the log");
        view.Show(StatusOf([]));

        string picture = _written.ToString().Split("\u001b[H")[^1];
        string[] lines = picture.Split('\n')[..^1];
        Assert.Contains(lines, line => line.Contains("a line of the log", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.EndsWith(ClearRight, line.TrimEnd('\r'), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(160, true)]
    [InlineData(80, false)] // the figures come first
    public void ShouldShowTheSlotsNearestToThePriceWhereThereIsRoom(int width, bool isShown)
    {
        using var view = new LiveView(ConsoleOf(width));
        ClOrdId id = ClOrdId.Create(instrument: 0, epoch: 1, slot: 2, Side.Buy, generation: 1);
        view.Show(StatusOf([
            .. Enumerable.Range(-40, 38).Select(k => new SlotRow { K = k, State = SlotState.BuyLive }),
            new SlotRow { K = 1, State = SlotState.Held, PositionLots = 11 },
            new SlotRow
            {
                K = 2, State = SlotState.BuyLive, ClOrdId = id.Value, OrderPriceTicks = 10_200, OrderQtyLots = 11,
                OrderCumLots = 4,
            },
        ]));

        string picture = _written.ToString();
        Assert.Equal(isShown, picture.Contains("0.011 at 102, 0.004 filled", StringComparison.Ordinal));
        Assert.Equal(isShown, picture.Contains(Words.Of(SlotState.Held), StringComparison.Ordinal));
        Assert.DoesNotContain("-40", picture, StringComparison.Ordinal);
    }

    /// <summary>Long figures make room for the slots, not the other way round; the log has what is left.</summary>
    [Fact]
    public void ShouldFitTheScreenWithASlotOnEachLine()
    {
        using var view = new LiveView(ConsoleOf(width: 130));
        for (int i = 0; i < 50; i++) view.AddLine($"line {i} of the log");
        view.Show(StatusOf([.. Enumerable.Range(-9, 20).Select(k => new SlotRow
        {
            K = k, State = SlotState.BuyCanceling, PositionLots = 123_456, OrderPriceTicks = 123_456_00,
            OrderQtyLots = 123_456, OrderCumLots = 1,
            ClOrdId = ClOrdId.Create(instrument: 0, epoch: 1, slot: k, Side.Buy, generation: 1).Value,
        })]));

        string[] lines = _written.ToString().Split("\u001b[H")[^1].Split('\n')[..^1];
        Assert.True(lines.Length < 40, $"{lines.Length} lines");
        Assert.Contains("ETHUSDT", lines[0], StringComparison.Ordinal);
        string[] slots = [.. lines.Where(l => l.Contains("buy, canceling", StringComparison.Ordinal))];
        Assert.NotEmpty(slots);
        Assert.All(slots, l => Assert.Contains("123.456 at 123456, 0.001 filled", l, StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("line 49 of the log", StringComparison.Ordinal));
    }

    private IAnsiConsole ConsoleOf(int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Out = new AnsiConsoleOutput(_written),
        });
        console.Profile.Width = width;
        console.Profile.Height = 40;
        return console;
    }

    private static RunStatus StatusOf(IReadOnlyList<SlotRow> slots) => new()
    {
        Venue = "simulated",
        Symbol = "ETHUSDT",
        DataDirectory = "/data",
        Instrument = new Instrument(
            0, new InstrumentDefinition { TickSizeE8 = 1_000_000, LotSizeE8 = 100_000 }),
        Engine = new EngineSnapshot { AnchorTicks = 10_000, IntervalTicks = 100, BidTicks = 10_150 },
        Slots = slots,
        TickToOrder = default,
        JournalLag = 0,
        Problem = "",
    };
}
