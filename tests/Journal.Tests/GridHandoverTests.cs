namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>An upgrade to another engine logic: the journal steps aside, its grid goes on.</summary>
public sealed class GridHandoverTests : IDisposable
{
    private const int OtherLogic = 8;
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void ShouldSetAsideWhatEndedCleanAndBeginANewJournalWithItsGrid()
    {
        GridHandover written = EndClean(events: 40);

        using JournalDirectory opened = JournalDirectory.Open(_data.Path, _data.Options(logic: OtherLogic));

        Assert.Equal(Path.Combine(_data.Path, "logic-7"), opened.SetAside);
        Assert.Equal((0, 1), (opened.Events.Sequence, opened.RunNumber));
        Assert.Equal(written.Holdings, opened.Handover!.Holdings);
        GridHandover read = opened.Handover;
        Assert.Equal((300_000, 100, 5), (read.AnchorTicks, read.IntervalTicks, read.Epoch));
        using JournalReader<Engine.Messages.InboundEvent> old =
            JournalReader<Engine.Messages.InboundEvent>.Open(opened.SetAside!, DataDirectory.Boot);
        int count = 0;
        while (old.MoveNext()) count++;
        Assert.Equal(40, count);
        Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(opened.SetAside!), 8));
    }

    [Fact]
    public void ShouldLeaveTheJournalWhereItIsForTheSameLogic()
    {
        EndClean(events: 40);

        using JournalDirectory opened = _data.Open();

        Assert.Null(opened.SetAside);
        Assert.Equal((40, 2), (opened.Events.Sequence, opened.RunNumber));
    }

    /// <summary>Who traded on after that end has other holdings now.</summary>
    [Fact]
    public void ShouldNotTakeOverWhatIsNotTheEndOfTheJournal()
    {
        EndClean(events: 40);
        _data.RunAndClose(events: 3);

        using JournalDirectory opened = JournalDirectory.Open(_data.Path, _data.Options(logic: OtherLogic));

        Assert.Null(opened.SetAside);
        Assert.Equal(43, opened.Events.Sequence);
    }

    [Fact]
    public void ShouldNotTakeOverWhatSomebodyHasChangedOrAnotherBotHasLeft()
    {
        GridHandover written = EndClean(events: 40);
        string file = Path.Combine(_data.Path, GridHandover.FileName);
        string text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\"positionLots\": 11", "\"positionLots\": 12", StringComparison.Ordinal));
        Assert.Null(GridHandover.Read(_data.Path));
        File.WriteAllText(file, text[..^20]);
        Assert.Null(GridHandover.Read(_data.Path));

        (written with { Bot = "zz" }).Write(_data.Path);
        using JournalDirectory opened = JournalDirectory.Open(_data.Path, _data.Options(logic: OtherLogic));
        Assert.Null(opened.Handover);
        Assert.Null(opened.SetAside);
    }

    /// <summary>The process died between any two of the moves: the next start makes them whole.</summary>
    [Fact]
    public void ShouldGoOnMovingWhereAProcessDied()
    {
        EndClean(events: 40);
        string aside = Directory.CreateDirectory(Path.Combine(_data.Path, "logic-7")).FullName;
        File.WriteAllText(Path.Combine(_data.Path, JournalAside.NoteName), "logic-7");
        string first = Directory.GetFiles(_data.Path, "events-*").Order().First();
        File.Move(first, Path.Combine(aside, Path.GetFileName(first)));

        using JournalDirectory opened = JournalDirectory.Open(_data.Path, _data.Options(logic: OtherLogic));

        Assert.Equal(0, opened.Events.Sequence);
        Assert.False(File.Exists(Path.Combine(_data.Path, JournalAside.NoteName)));
        Assert.Equal(2, Directory.GetFiles(aside, "events-*").Length);
        Assert.NotNull(opened.Handover);
    }

    private GridHandover EndClean(int events)
    {
        _data.RunAndClose(events);
        using JournalDirectory ended = _data.Open();
        var grid = new GridHandover
        {
            Bot = "ab",
            AccountFingerprint = 0,
            EngineLogicVersion = 7,
            Events = ended.Events.Sequence,
            EventCrc = ended.Events.Crc,
            AnchorTicks = 300_000,
            IntervalTicks = 100,
            TickSizeE8 = 1_000_000,
            LotSizeE8 = 100_000,
            Epoch = 5,
            Holdings = [new(-3, 11, 11 * 299_700), new(2, 7, 7 * 300_200)],
        };
        grid.Write(_data.Path);
        return grid;
    }
}
