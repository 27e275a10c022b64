using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Simulated;
using OpenSQT.Lmax.Simulated.Books;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>
/// The books survive the death of the process. A kill is simulated by copying the log while the venue is running:
/// what a killed process leaves behind is what the write calls have put there, no more.
/// </summary>
public sealed class BookLogTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("venue-books").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task ShouldComeBackWithTheSameBooksAfterAKill()
    {
        await using SimulatedVenue venue = await SimulatedVenue.StartAsync(Options("live"));
        using var client = new VenueClient(venue);
        await client.SendSigned(HttpMethod.Post, "/fapi/v1/leverage", "symbol=ETHUSDT&leverage=5");
        for (int i = 0; i < 20; i++)
        {
            await client.PlaceResting($"rest-{i}", $"{2600 - i}.00");
            await client.Place($"side=BUY&type=MARKET&quantity=0.0{i + 10}");
            if (i % 3 == 0) await client.Cancel($"rest-{i}");
            if (i % 4 == 0) await client.Place("side=SELL&type=MARKET&quantity=0.017&reduceOnly=true");
        }

        VenueLedger before = venue.ReadLedger();
        Kill("live", "after");
        await using SimulatedVenue again = await SimulatedVenue.StartAsync(Options("after"));

        VenueLedger after = again.ReadLedger();
        Assert.Equivalent(before, after, strict: true);
        Assert.True(before.Orders.Count == 45 && before.OpenOrders.Count() == 13, $"{before.Orders.Count}");
        using var second = new VenueClient(again);
        Assert.Equal(5, (await second.GetSigned("/fapi/v1/symbolConfig")).Body[0].GetProperty("leverage").GetInt32());
        VenueClient.VenueReply next = await second.PlaceResting("next");
        Assert.Equal(before.Orders[^1].OrderId + 1, next.Body.GetProperty("orderId").GetInt64());
        Assert.Equal("CANCELED", (await second.Cancel("rest-1")).Text("status"));
    }

    [Fact]
    public void ShouldDropATornLastLineWherever()
    {
        string directory = Path.Combine(_root, "torn");
        var rules = new InstrumentRules().Checked();
        using (BookLog log = BookLog.Open(directory, rules, 1_000_000_000_000, 10, out AccountBooks books))
        {
            var core = new MatchingCore(rules, books, 1);
            core.OnQuote(new Quote(3000_00, 5_000, 3000_01, 4), 1);
            for (int i = 0; i < 3; i++) Take(core, log, $"take-{i}");
        }

        byte[] whole = File.ReadAllBytes(Path.Combine(directory, BookLog.FileName));
        int lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (int length = lastLine; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Path.Combine(directory, BookLog.FileName), whole[..length]);

            using BookLog log = BookLog.Open(directory, rules, 1_000_000_000_000, 10, out AccountBooks books);

            int orders = length == whole.Length ? 3 : 2; // an operation is there whole or not at all
            Assert.Equal((orders, orders * 10L, 0), (books.Orders.Count, books.Position.Lots, books.OpenOrderCount));
        }
    }

    [Fact]
    public void ShouldRefuseDamageAndForeignBooksByName()
    {
        string directory = Path.Combine(_root, "damaged");
        var rules = new InstrumentRules().Checked();
        using (BookLog log = BookLog.Open(directory, rules, 1, 10, out _)) Assert.NotNull(log);
        string path = Path.Combine(directory, BookLog.FileName);
        File.AppendAllText(path, "F 12 garbage\nO also garbage\n");

        var damaged = Assert.Throws<InvalidOperationException>(() => BookLog.Open(directory, rules, 1, 10, out _));
        Assert.Contains("line 2", damaged.Message, StringComparison.Ordinal);
        InstrumentRules other = new InstrumentRules { Symbol = "BTCUSDT" }.Checked();
        var foreign = Assert.Throws<InvalidOperationException>(() => BookLog.Open(directory, other, 1, 10, out _));
        Assert.Contains("BTCUSDT", foreign.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldLetOnlyOneVenueUseADirectory()
    {
        await using SimulatedVenue venue = await SimulatedVenue.StartAsync(Options("shared"));

        InvalidOperationException error =
            await Assert.ThrowsAsync<InvalidOperationException>(() => SimulatedVenue.StartAsync(Options("shared")));

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldFillAtTheirPriceOrdersThatTheNewMarketHasPassed()
    {
        await using (SimulatedVenue venue = await SimulatedVenue.StartAsync(Options("passed")))
        {
            using var client = new VenueClient(venue);
            await client.PlaceResting("passed", "2650.00");
        }

        await using SimulatedVenue again =
            await SimulatedVenue.StartAsync(Options("passed") with { PriceShiftTicks = -50_00 });
        for (int i = 0; i < 100 && again.ReadLedger().OpenOrders.Any(); i++) await Task.Delay(20);

        LedgerOrder order = Assert.Single(again.ReadLedger().Orders);
        Assert.Equal((VenueOrderStatus.Filled, 10L), (order.Status, order.FilledLots));
        Assert.Equal(10 * 2650_00L * 1_000, again.ReadLedger().BoughtE8);
    }

    private static void Take(MatchingCore core, BookLog log, string id)
    {
        core.Place(new OrderRequest
        {
            Side = Side.Buy,
            Type = VenueOrderType.Market,
            QuantityE8 = CoreScene.E8(0.010m),
            ClientId = id,
        }, 2, out _);
        log.Append(core.Books.Entries);
        core.Books.ClearEntries();
    }

    private SimulatedVenueOptions Options(string name) =>
        new() { BooksDirectory = Path.Combine(_root, name), Speed = 5 };

    private void Kill(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(_root, to));
        File.Copy(Path.Combine(_root, from, BookLog.FileName), Path.Combine(_root, to, BookLog.FileName));
    }
}
