using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>Directories that must not be opened, each with a message that names the thing and the remedy.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("cd", 0ul, "belongs to bot ab")]
    [InlineData("ab", 5ul, "on account 0000000000000000, not to bot ab on account 0000000000000005")]
    public void ShouldRefuseTheJournalOfAnotherBotOrAccount(string bot, ulong account, string expected)
    {
        _data.Run(5);

        JournalRefusedException e = Assert.Throws<JournalRefusedException>(
            () => JournalDirectory.Open(_data.Path, _data.Options(bot, account)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("Use the data directory of this bot", e.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseAJournalFromTheFuture()
    {
        _data.Run(5);
        RewriteHeader((ref SegmentHeader h) => h.MinReaderVersion = 2);

        AssertRefused<JournalRefusedException>("needs format version 2, this program knows 1");
    }

    [Fact]
    public void ShouldReadAJournalOfALaterVersionThatSaysWeCan()
    {
        _data.Run(5);
        RewriteHeader((ref SegmentHeader h) => h.FormatVersion = 2);

        Assert.Equal(5, _data.ReadEvents());
    }

    [Fact]
    public void ShouldRefuseAnotherByteOrder()
    {
        _data.Run(5);
        DataDirectory.Overwrite(_data.Segment(1, 1), 12, [1, 2, 3, 4]);

        AssertRefused<JournalRefusedException>("another byte order");
    }

    [Fact]
    public void ShouldRefuseEveryFlippedBitOfAHeader()
    {
        _data.Run(5);
        string file = _data.Segment(1, 1);
        byte[] sound = File.ReadAllBytes(file);
        for (int bit = 0; bit < 128 * 8; bit++)
        {
            byte[] flipped = (byte[])sound.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, flipped);
            Assert.ThrowsAny<JournalRefusedException>(() => _data.ReadEvents());
        }
    }

    [Fact]
    public void ShouldRefuseRecordsWhoseHeaderIsGone()
    {
        _data.Run(5);
        DataDirectory.Overwrite(_data.Segment(1, 1), 0, new byte[4096]);

        AssertRefused<JournalDamagedException>("the header is gone");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_095)]
    [InlineData(4_096 + 128 * 3)]
    [InlineData(8_191)]
    public void ShouldRefuseATruncatedSegment(int length)
    {
        _data.Run(20);
        using (FileStream file = File.OpenWrite(_data.Segment(1, 1))) file.SetLength(length);

        AssertRefused<JournalDamagedException>("truncated");
    }

    [Theory]
    [InlineData(1, 1, "events-00000001-00000001.archive")] // the beginning
    [InlineData(1, 2, "events-00000001-00000002.archive")] // the middle of a run
    [InlineData(1, 4, "events-00000001-00000004.archive")] // the end of an older run
    [InlineData(2, 1, "events-00000002-00000001.archive")] // a whole run
    public void ShouldRefuseADeletedSegment(int run, int segment, string named)
    {
        _data.Run(100);
        _data.Run(5);
        _data.Run(5);
        File.Delete(_data.Archive(run, segment));

        AssertRefused<JournalDamagedException>(named);
    }

    [Fact]
    public void ShouldRefuseCommandsWhoseCausesWereTakenAway()
    {
        _data.Run(events: 20, commands: 2);
        _data.Run(events: 20, commands: 2);
        File.Delete(_data.Segment(2, 1));

        AssertRefused<JournalDamagedException>("command 3 was caused by a later event, which is missing");
    }

    [Fact]
    public void ShouldRefuseARenamedSegment()
    {
        _data.Run(5);
        File.Move(_data.Segment(1, 1), _data.Segment(4, 1));

        AssertRefused<JournalDamagedException>("renamed");
    }

    [Fact]
    public void ShouldRefuseASegmentNameThatItDoesNotKnow()
    {
        _data.Run(5);
        File.Copy(_data.Segment(1, 1), Path.Combine(_data.Path, "events-copy.journal"));

        AssertRefused<JournalRefusedException>("not named like a journal segment");
    }

    [Fact]
    public void ShouldRefuseTheSegmentOfAnotherJournalInBetween()
    {
        _data.RunAndClose(40);
        using DataDirectory other = new();
        other.RunAndClose(40);
        File.Copy(other.Archive(1, 1), _data.Archive(1, 1), overwrite: true);

        JournalDamagedException e = Assert.Throws<JournalDamagedException>(() => _data.ReadEvents());
        Assert.Contains("does not continue", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldReportADirectoryThatIsNotThere()
    {
        JournalException e = Assert.Throws<JournalException>(() => _data.ReadEvents());
        Assert.Contains(_data.Path, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_096)]
    [InlineData(10_000)]
    [InlineData(2L << 30)]
    public void ShouldRefuseAnImpossibleSegmentSize(long bytes)
    {
        JournalException e = Assert.Throws<JournalException>(
            () => JournalDirectory.Open(_data.Path, _data.Options(segmentBytes: bytes)));
        Assert.Contains("multiple of 4096", e.Remedy, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_data.Path));
    }

    /// <summary>Twice, since a refusal must give its locks back: the second one would name them otherwise.</summary>
    private void AssertRefused<T>(string expected)
        where T : JournalException
    {
        for (int i = 0; i < 2; i++)
        {
            T e = Assert.Throws<T>(() => _data.Open());
            Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        }
    }

    private delegate void Change(ref SegmentHeader header);

    private void RewriteHeader(Change change)
    {
        string file = _data.Segment(1, 1);
        SegmentHeader header = MemoryMarshal.Read<SegmentHeader>(File.ReadAllBytes(file));
        change(ref header);
        header.Crc = header.ComputeCrc();
        DataDirectory.Overwrite(file, 0, MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in header)));
    }
}
