using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>A data directory of its own for each test, gone afterwards, and what tests do with it.</summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>32 records a segment: rotation is seen after 32 appends.</summary>
    public const int SmallSegment = (int)JournalOptions.MinSegmentBytes;
    public const int RecordsPerSmallSegment = (SmallSegment - 4096) / 128;

    public static readonly Guid Boot = Guid.Parse("11111111-2222-3333-4444-555555555555");
    public static readonly Guid AnotherBoot = Guid.Parse("99999999-2222-3333-4444-555555555555");
    private readonly string _root = System.IO.Directory.CreateTempSubdirectory("opensqt-journal-").FullName;

    public string Path => System.IO.Path.Combine(_root, "data");

    public string LockPath => System.IO.Path.Combine(_root, "locks");

    public void Dispose() => System.IO.Directory.Delete(_root, recursive: true);

    internal JournalOptions Options(
        string bot = "ab",
        ulong account = 0,
        long segmentBytes = SmallSegment,
        Guid? boot = null,
        IJournalDisk? disk = null,
        int logic = 7)
    {
        Assert.True(BotCode.TryParse(bot, out BotCode code));
        return new JournalOptions
        {
            Bot = code,
            AccountFingerprint = account,
            EngineLogicVersion = logic,
            SegmentBytes = segmentBytes,
            LockDirectory = LockPath,
            BootId = boot ?? Boot,
            Disk = disk ?? new TestDisk(),
        };
    }

    internal JournalDirectory Open(Guid? boot = null) => JournalDirectory.Open(Path, Options(boot: boot));

    /// <summary>
    /// One run that ends like a killed process: nothing is closed properly. The hot files are its only ones, as if it
    /// had died before the archiver came, unless <paramref name="archived"/>.
    /// </summary>
    internal void Run(int events, int commands = 0, bool archived = false)
    {
        using (JournalDirectory directory = Open())
        using (JournalWriter<InboundEvent> eventWriter = directory.StartEvents())
        using (JournalWriter<OutboundCommand> commandWriter = directory.StartCommands())
        {
            Append(eventWriter, events);
            Append(commandWriter, commands, eventWriter.LastSequence);
            if (archived) eventWriter.MakeDurable();
        }

        if (archived) return;
        foreach (string hot in System.IO.Directory.GetFiles(Path, "*.journal"))
            File.Delete(System.IO.Path.ChangeExtension(hot, ".archive"));
    }

    /// <summary>One run that ends as it should: only archives are left.</summary>
    internal void RunAndClose(int events, int commands = 0)
    {
        using JournalDirectory directory = Open();
        using JournalWriter<InboundEvent> eventWriter = directory.StartEvents();
        using JournalWriter<OutboundCommand> commandWriter = directory.StartCommands();
        Append(eventWriter, events);
        Append(commandWriter, commands, eventWriter.LastSequence);
        eventWriter.Close();
        commandWriter.Close();
    }

    internal static void Append(JournalWriter<InboundEvent> writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            InboundEvent e = Quote(writer.LastSequence + 1);
            writer.Append(ref e);
        }
    }

    internal static void Append(JournalWriter<OutboundCommand> writer, int count, long cause)
    {
        for (int i = 0; i < count; i++)
        {
            OutboundCommand c = Order(writer.LastSequence + 1, cause);
            writer.Append(ref c);
        }
    }

    /// <summary>The quote that belongs to a sequence, so that a test can tell right from wrong.</summary>
    public static InboundEvent Quote(long sequence)
    {
        InboundEvent e = default;
        ref BestBidOffer quote = ref e.Begin<BestBidOffer>(
            EventKind.BestBidOffer, EventSource.MarketGateway, 1, sequence * 1_000);
        quote.BidPriceTicks = 267_790 + sequence;
        quote.OfferPriceTicks = 267_791 + sequence;
        quote.UpdateId = sequence * sequence;
        return e;
    }

    public static OutboundCommand Order(long sequence, long cause)
    {
        OutboundCommand c = default;
        RecordHeader header = new() { Sequence = cause, TimeNs = cause * 1_000, Instrument = 1 };
        ref NewOrder order = ref c.Begin<NewOrder>(CommandKind.NewOrder, in header);
        order.ClOrdId = ClOrdId.Create(1, 1, (int)sequence, Side.Buy, 1).Value;
        order.PriceTicks = 267_700 + sequence;
        return c;
    }

    /// <summary>Reads all events, requires each to be the right one, and returns how many there are.</summary>
    internal long ReadEvents(Guid? boot = null)
    {
        using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(Path, boot ?? Boot);
        long count = 0;
        while (reader.MoveNext())
        {
            count++;
            ref readonly InboundEvent e = ref reader.Current;
            Assert.Equal(count, e.Header.Sequence);
            Assert.Equal(Quote(count).Read<BestBidOffer>(), e.Read<BestBidOffer>());
            Assert.Equal(count * 1_000, e.Header.TimeNs);
        }

        return count;
    }

    public string Segment(int run, int segment, string stream = "events") =>
        System.IO.Path.Combine(Path, $"{stream}-{run:D8}-{segment:D8}.journal");

    public string Archive(int run, int segment, string stream = "events") =>
        System.IO.Path.Combine(Path, $"{stream}-{run:D8}-{segment:D8}.archive");

    /// <summary>Where record <paramref name="index"/> (from 0) of a segment starts.</summary>
    public static int OffsetOf(int index) => 4096 + index * 128;

    public static void Overwrite(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(bytes);
    }
}
