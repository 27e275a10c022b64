using OpenSQT.Lmax.Engine.Messages;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// Reading beside a process that writes, archives and begins segments: whatever the moment, no damage.
/// </summary>
public sealed class LiveReaderTests : IDisposable
{
    private const int Segment = 256 << 10;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1";
    private readonly ITestOutputHelper _output;
    private readonly DataDirectory _data = new();
    private readonly JournalDirectory _directory;
    private readonly JournalWriter<InboundEvent> _writer;

    public LiveReaderTests(ITestOutputHelper output)
    {
        _output = output;
        _directory = JournalDirectory.Open(_data.Path, _data.Options(segmentBytes: Segment));
        _writer = _directory.StartEvents();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _directory.Dispose();
        _data.Dispose();
    }

    /// <summary>
    /// A reader that is put to sleep between looking for the next record and asking what is durable finds more durable
    /// than it has seen.
    /// </summary>
    [Fact]
    public void ShouldNotTakeForDamageWhatBecameDurableWhileItLooked()
    {
        DataDirectory.Append(_writer, 3);
        _writer.MakeDurable();
        SegmentFile file = SegmentFile.Read(_data.Path, new SegmentName(JournalStream.Events, 1, 1))!;
        byte[] buffer = GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
        bool isArmed = false;
        using SegmentCursor cursor = new(new Watched(file, Advance), null, DataDirectory.Boot, buffer);
        for (int i = 0; i < 3; i++) Assert.True(cursor.MoveNext());

        isArmed = true;
        do cursor.MoveNext();
        while (cursor.LastSequence < _writer.LastSequence);
        Assert.Equal(5, cursor.LastSequence);

        void Advance()
        {
            if (!isArmed) return;
            isArmed = false;
            DataDirectory.Append(_writer, 1);
            _writer.MakeDurable();
            DataDirectory.Append(_writer, 1);
            _writer.MakeDurable(); // with the note that the one before is
        }
    }

    [Fact]
    public async Task ShouldFollowEveryRecordThroughRotationUnderLoad()
    {
        using JournalReader<InboundEvent> follower = _directory.FollowEvents(0);
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(IsLong ? 120 : 3));
        Task writing = Task.Run(() => Write(end.Token));
        Task<int> opening = Task.Run(() => OpenAgainAndAgain(end.Token));
        long followed = 0;
        while (!writing.IsCompleted || followed < _writer.LastSequence)
        {
            if (!follower.MoveNext()) continue;
            followed++;
            Assert.Equal(followed, follower.Current.Header.Sequence);
        }

        await writing;
        int opened = await opening;
        _output.WriteLine($"{followed} records followed, opened {opened} times meanwhile");
        Assert.True(followed > 10 * Segment / 128, $"{followed} records are no rotation");
        Assert.True(opened > 5, $"opened {opened} times");
    }

    /// <summary>As fast as the disk allows.</summary>
    private void Write(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            DataDirectory.Append(_writer, Segment / 128 * 3);
            _writer.MakeDurable();
        }
    }

    private int OpenAgainAndAgain(CancellationToken end)
    {
        int opened = 0;
        for (; !end.IsCancellationRequested; opened++)
        {
            using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(_data.Path, DataDirectory.Boot);
            long until = _writer.LastSequence; // not the writer's present end: it may run ahead for ever
            while (!end.IsCancellationRequested && reader.MoveNext() && reader.Current.Header.Sequence < until)
                continue;
        }

        return opened;
    }

    /// <summary>A segment whose marks are read after something has happened.</summary>
    private sealed record Watched(SegmentFile File, Action BeforeMark) : SegmentFile(File)
    {
        public override SegmentSource[] OpenSources() =>
        [
            .. File.OpenSources().Select(s => s with { Blocks = new WatchedBlocks(s.Blocks, BeforeMark) }),
        ];
    }

    private sealed class WatchedBlocks(ISegmentBlocks blocks, Action beforeMark) : ISegmentBlocks
    {
        public int Read(Span<byte> block, long offset)
        {
            if (offset == DurableMark.Offset) beforeMark();
            return blocks.Read(block, offset);
        }

        public void Dispose() => blocks.Dispose();
    }
}
