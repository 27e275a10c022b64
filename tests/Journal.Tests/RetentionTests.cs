using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Testing;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>Old records go, and what is left can be started from, replayed and reported.</summary>
public sealed class RetentionTests : IDisposable
{
    private const long Day = RecordedRuns.Day;
    private const int Segment = 32 << 10;
    private readonly DataDirectory _data = new();
    private readonly RecordedRuns _runs;
    private readonly long _beganNs;

    public RetentionTests()
    {
        _runs = new RecordedRuns(_data.Path);
        _beganNs = _runs.Driver.NowNs;
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void ShouldKeepTheDaysThatWereAskedForAndNoMore()
    {
        Trade(days: 8, retentionDays: 3);

        Assert.Empty(_runs.Complaints);
        Assert.Contains(_runs.Results, result => result is { DeletedFiles: > 0, IsShortened: false });
        using RecordedJournal journal = RecordedJournal.Open(_data.Path);
        long since = journal.Start!.TimeNs;
        Assert.InRange(since, _runs.Driver.NowNs - 5 * Day, _runs.Driver.NowNs - 3 * Day);
        Assert.Equal(_runs.Results[^1].FirstEvent, journal.Events.FirstSequence);
        Assert.InRange(_runs.Results[^1].SinceNs, _beganNs, since);
        AssertLeadsToTheEnd(journal);
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(Begin), 8));
    }

    [Fact]
    public void ShouldKeepEverythingThatIsYoungEnough()
    {
        Trade(days: 4, retentionDays: 7);

        Assert.All(_runs.Results, result => Assert.Equal((0, 1L, 0L),
            (result.DeletedFiles, result.FirstEvent, result.SinceNs)));
        Assert.False(File.Exists(Begin));
        using RecordedJournal journal = RecordedJournal.Open(_data.Path);
        Assert.Null(journal.Start);
        AssertLeadsToTheEnd(journal);
    }

    [Fact]
    public void ShouldStayBelowTheBoundOfBytesAndSayThatItShortensTheDays()
    {
        const long bytes = 1 << 20;
        Trade(days: 10, retentionDays: 100, retentionBytes: bytes);

        Assert.Empty(_runs.Complaints);
        Assert.Contains(_runs.Results, result => result.IsShortened);
        JournalUsage usage = JournalUsage.Of(_data.Path);
        Assert.InRange(usage.TotalBytes, bytes / 4, bytes);
        Assert.Equal(_runs.Results[^1].TotalBytes, usage.TotalBytes);
        using RecordedJournal journal = RecordedJournal.Open(_data.Path);
        AssertLeadsToTheEnd(journal);
    }

    [Fact]
    public void ShouldKeepTheNewestTwoSnapshotsAndWhatFollowsThemWhateverTheBounds()
    {
        Trade(days: 6, retentionDays: 1, retentionBytes: 1);

        Assert.InRange(Snapshot.In(_data.Path).Count, 2, 3);
        File.Delete(Snapshot.In(_data.Path)[0]);
        using JournalDirectory directory = Open();
        Snapshot snapshot = directory.FindSnapshot(_runs.Complaints.Add)!;
        Assert.Empty(_runs.Complaints);
        using JournalReader<InboundEvent> rest = directory.ReadEvents(snapshot);
        while (rest.MoveNext()) snapshot.Engine.Apply(rest.Current);
        Assert.Equal(_runs.Engine.StateHash, snapshot.Engine.StateHash);
    }

    /// <summary>One snapshot an hour stays, so that a bound of bytes cuts in small pieces.</summary>
    [Fact]
    public void ShouldKeepTheFirstSnapshotOfEachHourBesideTheNewest()
    {
        for (int i = 0; i < 12; i++) _runs.Trade(_beganNs + i * Day / 72, Options(7, 1 << 30));

        long[] times = [.. Snapshot.In(_data.Path).Select(path => Snapshot.ReadHeader(path)!.Value.TimeNs)];
        Assert.InRange(times.Length, 6, 7); // three, and one of each of four hours
        Assert.Equal(times.Length - 3, times.Skip(3).Select(time => time / (Day / 24)).Distinct().Count());
    }

    [Fact]
    public void ShouldFinishADeletionThatAPowerLossHasInterrupted()
    {
        Trade(days: 3, retentionDays: 7);
        string copies = _data.Path + "-copies";
        Directory.CreateDirectory(copies);
        foreach (string file in Directory.GetFiles(_data.Path, "*.archive"))
            File.Copy(file, Path.Combine(copies, Path.GetFileName(file)));
        Trade(days: 4, retentionDays: 2);
        string[] left = Directory.GetFiles(_data.Path, "*.archive");
        string[] back =
        [
            .. Directory.GetFiles(copies).Select(file => Path.Combine(_data.Path, Path.GetFileName(file))).Except(left),
        ];
        Assert.NotEmpty(back);
        foreach (string file in back) File.Copy(Path.Combine(copies, Path.GetFileName(file)), file);

        using (RecordedJournal journal = RecordedJournal.Open(_data.Path)) AssertLeadsToTheEnd(journal);
        Assert.All(JournalSurvey.Read(_data.Path, DataDirectory.Boot), summary => Assert.Null(summary.Finding));
        using JournalDirectory directory = Open();
        Assert.All(back, file => Assert.False(File.Exists(file)));
    }

    [Fact]
    public void ShouldRefuseWhenTheFirstFileIsLostOrTheNoteIsDamaged()
    {
        Trade(days: 6, retentionDays: 2);
        string first = Directory.GetFiles(_data.Path, "events-*").Order().First();
        string hidden = first + ".hidden";
        File.Move(first, hidden);
        JournalDamagedException lost = Assert.Throws<JournalDamagedException>(Open);
        Assert.Equal(first, lost.File);
        File.Move(hidden, first);

        byte[] note = File.ReadAllBytes(Begin);
        for (int bit = 0; bit < note.Length * 8; bit++)
        {
            byte[] damaged = (byte[])note.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Begin, damaged);
            Assert.Equal(Begin, Assert.Throws<JournalDamagedException>(Open).File);
        }

        File.Delete(Begin);
        Assert.Contains("missing", Assert.Throws<JournalDamagedException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseWhenNoSnapshotLeadsToTheFirstRecord()
    {
        Trade(days: 6, retentionDays: 2);
        foreach (string path in Snapshot.In(_data.Path)) File.Delete(path);

        using JournalDirectory directory = Open();
        JournalRefusedException e =
            Assert.Throws<JournalRefusedException>(() => directory.FindSnapshot(_runs.Complaints.Add));
        Assert.Contains("no snapshot", e.Message, StringComparison.Ordinal);
        Assert.Contains("an empty data directory", e.Remedy, StringComparison.Ordinal);
        Assert.Throws<JournalRefusedException>(() => RecordedJournal.Open(_data.Path));
    }

    [Fact]
    public void ShouldDeleteNothingWhenASnapshotThatIsNeededIsDamaged()
    {
        Trade(days: 5, retentionDays: 100);
        string second = Snapshot.In(_data.Path)[0]; // after the next day
        byte[] bytes = File.ReadAllBytes(second);
        bytes[^1] ^= 1;
        File.WriteAllBytes(second, bytes);
        int before = Directory.GetFiles(_data.Path, "*.archive").Length;
        Trade(days: 1, retentionDays: 1);

        Assert.Contains("nothing old is deleted", Assert.Single(_runs.Complaints), StringComparison.Ordinal);
        Assert.False(File.Exists(Begin));
        Assert.True(Directory.GetFiles(_data.Path, "*.archive").Length > before);
    }

    private string Begin => Path.Combine(_data.Path, JournalBeginning.FileName);

    private JournalDirectory Open() => JournalDirectory.Open(_data.Path, Options(7, 1 << 30));

    private JournalOptions Options(long retentionDays, long retentionBytes) => new()
    {
        Bot = BotCode.TryParse("ab", out BotCode bot) ? bot : default,
        AccountFingerprint = 0,
        EngineLogicVersion = TradingEngine.LogicVersion,
        SegmentBytes = Segment,
        RetentionDays = retentionDays,
        RetentionBytes = retentionBytes,
        BootId = DataDirectory.Boot,
    };

    private void Trade(int days, long retentionDays, long retentionBytes = 1 << 30) =>
        _runs.Trade(days, Options(retentionDays, retentionBytes));

    private void AssertLeadsToTheEnd(RecordedJournal journal)
    {
        while (journal.Events.MoveNext()) journal.Engine.Apply(journal.Events.Current);
        Assert.Equal(_runs.Engine.StateHash, journal.Engine.StateHash);
    }
}
