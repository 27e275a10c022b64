using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Messages;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// A segment of 1 MiB cut at every byte of its last 64 KiB of records, and every single bit flipped there: a reader
/// sees a correct prefix or refuses. Every place with <c>--long</c>, some thousand of them otherwise.
/// A hot file keeps its length, and zeros follow the cut; an archive ends there.
/// </summary>
public sealed class ExhaustiveTests : IDisposable
{
    private const int Segment = 1 << 20;
    private const int Tail = 64 << 10;
    private const int Records = 7_900;
    private readonly ITestOutputHelper _output;
    private readonly DataDirectory _data = new();
    private string _file;
    private readonly byte[] _sound;

    public ExhaustiveTests(ITestOutputHelper output)
    {
        _output = output;
        using (JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(segmentBytes: Segment)))
        using (JournalWriter<InboundEvent> events = directory.StartEvents())
        {
            for (int i = 1; i <= Records; i++)
            {
                InboundEvent e = SampleJournal.Event(i);
                events.Append(ref e);
            }
        }

        _file = _data.Segment(1, 1);
        File.Delete(_data.Archive(1, 1));
        _sound = File.ReadAllBytes(_file);
    }

    private static int End => DataDirectory.OffsetOf(Records);

    private static bool IsLong => Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1";

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldYieldAPrefixOrRefuseWhenCutAtAnyByte(bool sameBoot)
    {
        int step = IsLong ? 1 : 61;
        int cases = 0, refused = 0;
        for (int at = End; at >= End - Tail; at -= step, cases++)
        {
            DataDirectory.Overwrite(_file, at, new byte[int.Min(step, End - at)]);
            if (!IsPrefix(sameBoot, atLeast: (at - 4096) / 128)) refused++;
        }

        _output.WriteLine($"{cases} cuts, {refused} refused");
        Assert.True(sameBoot || refused == 0, "a torn tail after a power loss is no reason to refuse");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldYieldAPrefixOrRefuseForAnyFlippedBit(bool sameBoot)
    {
        int step = IsLong ? 1 : 487;
        int cases = 0, refused = 0;
        for (int bit = 0; bit < Tail * 8; bit += step, cases++)
        {
            int at = End - Tail + bit / 8;
            DataDirectory.Overwrite(_file, at, [(byte)(_sound[at] ^ (1 << (bit % 8)))]);
            if (!IsPrefix(sameBoot, atLeast: (at - 4096) / 128)) refused++;
            DataDirectory.Overwrite(_file, at, [_sound[at]]);
        }

        _output.WriteLine($"{cases} flips, {refused} refused");
        Assert.True(sameBoot || refused == 0, "a torn tail after a power loss is no reason to refuse");
    }

    /// <summary>What was durable must be there; of the rest a prefix.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void ShouldYieldAPrefixOrRefuseWhenTheArchiveEndsAtAnyByte(bool sameBoot, bool isMarked)
    {
        if (isMarked)
        {
            DurableMark mark = DurableMark.Create(Records, MemoryMarshal.Read<SegmentHeader>(_sound).Salt);
            MemoryMarshal.Write(_sound.AsSpan(DurableMark.Offset), in mark);
        }

        _file = _data.Archive(1, 1);
        File.Delete(_data.Segment(1, 1));
        File.WriteAllBytes(_file, _sound[..End]);
        int step = IsLong ? 1 : 61;
        int cases = 0, refused = 0;
        for (int at = End - 1; at >= End - Tail; at -= step, cases++)
        {
            using (FileStream file = new(_file, FileMode.Open)) file.SetLength(at);
            if (!IsPrefix(sameBoot, atLeast: (at - 4096) / 128, durable: isMarked ? Records : 0)) refused++;
        }

        _output.WriteLine($"{cases} cuts, {refused} refused");
        Assert.True(sameBoot || isMarked || refused == 0, "a torn tail after a power loss is no reason to refuse");
    }

    /// <summary>Whether it was accepted. Every record that is read must be the one that was written.</summary>
    private bool IsPrefix(bool sameBoot, int atLeast, int durable = 0)
    {
        int count = 0;
        try
        {
            using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(
                _data.Path, sameBoot ? DataDirectory.Boot : DataDirectory.AnotherBoot);
            for (; reader.MoveNext(); count++)
            {
                ReadOnlySpan<byte> read = MemoryMarshal.AsBytes(new ReadOnlySpan<InboundEvent>(in reader.Current));
                if (!read.SequenceEqual(_sound.AsSpan(DataDirectory.OffsetOf(count), 128)))
                    Assert.Fail($"record {count + 1} is not what was written");
            }
        }
        catch (JournalDamagedException e)
        {
            Assert.Equal(_file, e.File);
            Assert.Equal(count + 1, e.Sequence);
            Assert.True(count >= atLeast, $"only {count} of {atLeast} sound records before the damage");
            return false;
        }

        Assert.True(count >= int.Max(atLeast, durable), $"only {count} of {atLeast} sound, {durable} durable records");
        return true;
    }
}
