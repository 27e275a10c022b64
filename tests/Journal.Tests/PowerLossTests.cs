using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// The machine dies at any moment and keeps what was synced and random pages of the rest, for random sessions: the
/// durable prefix is never lost, no wrong record is read, and no command outlives its cause.
/// </summary>
public sealed class PowerLossTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("OPENSQT_LONG") == "1";

    [Fact]
    public void ShouldKeepTheDurablePrefixWhateverElseIsLost()
    {
        int losses = IsLong ? 6_000 : 60;
        int first = Environment.TickCount;
        for (int seed = first; seed < first + losses; seed++)
        {
            try
            {
                LosePower(seed);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static void LosePower(int seed)
    {
        Random random = new(seed);
        using DataDirectory data = new();
        using DataDirectory after = new();
        PowerLossDisk disk = new(new Random(seed));
        long durable = Session(data, disk, random, out long appended);
        disk.Fail(data.Path, after.Path, random.Next(2) == 0 ? 512 : 4096);

        long left = after.ReadEvents(DataDirectory.AnotherBoot);
        Assert.InRange(left, durable, appended);
        if (random.Next(4) == 0) RefuseDamage(after, durable, random);
        using (JournalDirectory directory = after.Open(DataDirectory.AnotherBoot))
        using (JournalWriter<InboundEvent> events = directory.StartEvents())
        using (JournalWriter<OutboundCommand> commands = directory.StartCommands())
        {
            Assert.Equal(left, directory.Events.Sequence);
            DataDirectory.Append(events, 3);
            DataDirectory.Append(commands, 1, events.LastSequence);
            events.Close();
            commands.Close();
        }

        Assert.Equal(left + 3, after.ReadEvents(DataDirectory.AnotherBoot));
        using JournalReader<OutboundCommand> reader =
            JournalReader<OutboundCommand>.Open(after.Path, DataDirectory.AnotherBoot);
        long count = 0;
        while (reader.MoveNext())
        {
            Assert.Equal(++count, reader.Current.Header.Sequence);
            Assert.True(reader.Current.CauseSequence <= left + 3);
        }
    }

    /// <summary>Runs until the power goes; returns what had been called durable.</summary>
    private static long Session(DataDirectory data, PowerLossDisk disk, Random random, out long appended)
    {
        using JournalDirectory directory = JournalDirectory.Open(data.Path, data.Options(disk: disk));
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        int steps = random.Next(1, 8);
        for (int i = 0; i < steps; i++)
        {
            DataDirectory.Append(events, random.Next(1, 40));
            DataDirectory.Append(commands, random.Next(4), events.LastSequence);
            switch (random.Next(4))
            {
                case 0: events.MakeDurable(); break;
                case 1: Thread.Sleep(random.Next(8)); break;
            }
        }

        appended = events.LastSequence;
        return directory.Health().DurableEvent;
    }

    /// <summary>A record that was durable is not there: that is no power loss, and the message says where.</summary>
    private static void RefuseDamage(DataDirectory after, long durable, Random random)
    {
        if (durable == 0) return;
        long sequence = random.NextInt64(1, durable + 1);
        int segment = (int)((sequence - 1) / DataDirectory.RecordsPerSmallSegment) + 1;
        int index = (int)((sequence - 1) % DataDirectory.RecordsPerSmallSegment);
        string archive = after.Archive(1, segment);
        byte[] sound = File.ReadAllBytes(archive);
        if (BitConverter.ToInt64(sound, DurableMark.Offset) < sequence) return; // not noted yet
        string hot = after.Segment(1, segment);
        bool isHot = File.Exists(hot);
        if (isHot) File.Move(hot, hot + ".aside");
        byte[] damaged = (byte[])sound.Clone();
        damaged[DataDirectory.OffsetOf(index) + random.Next(128)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(archive, damaged);

        JournalDamagedException e =
            Assert.Throws<JournalDamagedException>(() => after.ReadEvents(DataDirectory.AnotherBoot));
        Assert.Equal((archive, sequence, (long)DataDirectory.OffsetOf(index)), (e.File, e.Sequence, e.Offset));
        Assert.Contains("Restore the file", e.Remedy, StringComparison.Ordinal);
        File.WriteAllBytes(archive, sound);
        if (isHot) File.Move(hot + ".aside", hot);
    }
}
