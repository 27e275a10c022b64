namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// The end of the last segment: what a dying process or machine leaves there, and what neither of them can leave.
/// Whatever happens to the bytes, a reader sees a correct prefix or refuses; it never sees a wrong record.
/// </summary>
public sealed class TornTailTests : IDisposable
{
    private const int Count = 20;
    private readonly DataDirectory _data = new();
    private readonly string _file;
    private readonly byte[] _sound;

    public TornTailTests()
    {
        _data.Run(Count);
        _file = _data.Segment(1, 1);
        _sound = File.ReadAllBytes(_file);
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void ShouldEndBeforeARecordThatADyingProcessLeftUnfinished()
    {
        // The commit word is stored last: any part of the rest may be there.
        for (int written = 4; written <= 128; written++)
        {
            byte[] torn = (byte[])_sound.Clone();
            int last = DataDirectory.OffsetOf(Count - 1);
            Array.Clear(torn, last, 4);
            Array.Clear(torn, last + written, 128 - written);
            File.WriteAllBytes(_file, torn);

            Assert.Equal(Count - 1, _data.ReadEvents());
            using JournalDirectory directory = _data.Open();
            Assert.Equal(Count - 1, directory.Events.Sequence);
            Assert.Equal(0, directory.Events.StrandedRecords);
        }
    }

    [Fact]
    public void ShouldContinueBehindATornTailAndArchiveTheRecordsAsTheyAre()
    {
        byte[] torn = (byte[])_sound.Clone();
        Array.Clear(torn, DataDirectory.OffsetOf(Count - 1), 4);
        File.WriteAllBytes(_file, torn);

        _data.Run(5);

        Assert.Equal(Count - 1 + 5, _data.ReadEvents());
        Assert.False(File.Exists(_file));
        Assert.Equal(torn[4096..DataDirectory.OffsetOf(Count - 1)], File.ReadAllBytes(_data.Archive(1, 1))[4096..]);
    }

    /// <summary>Zeros behind every byte of the last three records, as pages lost with the machine.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldYieldAPrefixOrRefuseWhenCutAnywhere(bool sameBoot)
    {
        for (int at = DataDirectory.OffsetOf(Count - 3); at <= DataDirectory.OffsetOf(Count); at++)
        {
            byte[] cut = (byte[])_sound.Clone();
            Array.Clear(cut, at, cut.Length - at);
            int whole = (at - 4096) / 128;
            bool looksWhole = whole < Count && cut.AsSpan(DataDirectory.OffsetOf(whole), 128)
                .SequenceEqual(_sound.AsSpan(DataDirectory.OffsetOf(whole), 128)); // the lost bytes were zeros anyway
            AssertPrefixOrRefusal(cut, looksWhole ? whole + 1 : whole, sameBoot);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldYieldAPrefixOrRefuseForEverySingleFlippedBit(bool sameBoot)
    {
        for (int index = Count - 3; index < Count; index++)
        {
            for (int bit = 0; bit < 128 * 8; bit++)
            {
                byte[] flipped = (byte[])_sound.Clone();
                flipped[DataDirectory.OffsetOf(index) + bit / 8] ^= (byte)(1 << (bit % 8));
                bool accepted = AssertPrefixOrRefusal(flipped, index, sameBoot);

                // Only a commit word that became 0 may pass for a torn tail, and only at the very end.
                if (!sameBoot || !accepted) continue;
                Assert.Equal(Count - 1, index);
                Assert.Equal(0, BitConverter.ToInt32(flipped, DataDirectory.OffsetOf(index)));
            }
        }
    }

    [Fact]
    public void ShouldCallAHoleDamageWhenOnlyTheProcessHasDied()
    {
        MakeHole(at: 10);

        JournalDamagedException e = Assert.Throws<JournalDamagedException>(() => _data.ReadEvents());
        Assert.Equal((_file, 11L, (long)DataDirectory.OffsetOf(10)), (e.File, e.Sequence, e.Offset));
        Assert.Contains("9 more records follow", e.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the file", e.Message, StringComparison.Ordinal);
        Assert.Throws<JournalDamagedException>(() => _data.Open());
    }

    [Fact]
    public void ShouldEndAtAHoleAndCountWhatIsBehindItWhenTheMachineHasDied()
    {
        MakeHole(at: 10);

        Assert.Equal(10, _data.ReadEvents(DataDirectory.AnotherBoot));
        using JournalDirectory directory = _data.Open(DataDirectory.AnotherBoot);
        Assert.Equal(10, directory.Events.Sequence);
        Assert.Equal(9, directory.Events.StrandedRecords);
    }

    [Fact]
    public void ShouldReadAsAfterAPowerLossWhereTheKernelDoesNotTellItsBoot()
    {
        MakeHole(at: 10);

        using JournalDirectory directory = _data.Open(Guid.Empty);
        Assert.Equal(10, directory.Events.Sequence);
    }

    [Fact]
    public void ShouldRefuseWhenADurableRecordIsGoneEvenAfterAPowerLoss()
    {
        using DataDirectory durable = new();
        durable.RunAndClose(Count);
        int last = DataDirectory.OffsetOf(Count - 1);
        DataDirectory.Overwrite(durable.Archive(1, 1), last, new byte[128]);

        JournalDamagedException e =
            Assert.Throws<JournalDamagedException>(() => durable.Open(DataDirectory.AnotherBoot));
        Assert.Contains("was made durable", e.Message, StringComparison.Ordinal);
        Assert.Equal(Count, e.Sequence);
    }

    [Fact]
    public void ShouldCallAMissingRecordDamageWhenALaterRunProvesThatItWasThere()
    {
        _data.Run(5);
        DataDirectory.Overwrite(_data.Archive(1, 1), DataDirectory.OffsetOf(Count - 1), new byte[128]);

        JournalDamagedException e =
            Assert.Throws<JournalDamagedException>(() => _data.ReadEvents(DataDirectory.AnotherBoot));
        Assert.Equal(Count, e.Sequence);
        Assert.Contains("the next segment proves", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldNotReadBehindTheEndThatTheNextRunContinuedFrom()
    {
        MakeHole(at: 10);
        using (JournalDirectory afterPowerLoss = _data.Open(DataDirectory.AnotherBoot))
        using (afterPowerLoss.StartEvents())
        {
        }

        Assert.True(File.Exists(_file + ".torn")); // kept for an inquiry
        File.WriteAllBytes(_file, _sound); // the lost page comes back from somewhere

        Assert.Equal(10, _data.ReadEvents());
    }

    /// <summary>The same sequences in the same places, from another life of the file: salt and chain differ.</summary>
    [Fact]
    public void ShouldRejectStaleRecordsOfAReusedFile()
    {
        using DataDirectory reused = new();
        reused.Run(10);
        string file = reused.Segment(1, 1);
        int from = DataDirectory.OffsetOf(10);
        DataDirectory.Overwrite(file, from, _sound.AsSpan(from, 10 * 128));

        Assert.Equal(10, reused.ReadEvents(DataDirectory.AnotherBoot));
        Assert.Throws<JournalDamagedException>(() => reused.ReadEvents());
    }

    private void MakeHole(int at) => DataDirectory.Overwrite(_file, DataDirectory.OffsetOf(at), new byte[128]);

    /// <summary>Whether it was accepted. ReadEvents itself compares every record with what was written.</summary>
    private bool AssertPrefixOrRefusal(byte[] bytes, int expectedPrefix, bool sameBoot)
    {
        File.WriteAllBytes(_file, bytes);
        try
        {
            Assert.Equal(expectedPrefix, _data.ReadEvents(sameBoot ? DataDirectory.Boot : DataDirectory.AnotherBoot));
            return true;
        }
        catch (JournalDamagedException e)
        {
            Assert.True(sameBoot, $"after a power loss a torn tail is no reason to refuse: {e.Message}");
            Assert.Equal(expectedPrefix + 1, e.Sequence);
            return false;
        }
    }
}
