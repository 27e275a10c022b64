namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Ends a segment whose writer has died: what only the hot file has is added to the archive, which is made durable,
/// and the hot file goes. Records are copied as they are; nothing is repaired.
/// </summary>
internal static unsafe class SegmentSettler
{
    /// <param name="file">Checked by the catalog.</param>
    /// <param name="successor">The segment that continues it, if any.</param>
    /// <param name="last">Where the stream ends; records behind it were lost with the machine.</param>
    /// <param name="options">Whose journal it is.</param>
    /// <exception cref="IOException">The disk is full or fails. The hot file is still there.</exception>
    public static void Settle(SegmentFile file, SegmentFile? successor, long last, JournalOptions options)
    {
        if (!file.IsHot) return;
        if (file.Header.BaseSequence > last + 1)
        {
            SetAside(file.HotPath); // begun behind records that were lost with the machine
            return;
        }

        bool isTorn;
        using (ArchiveFile archive = ArchiveFile.Open(file.ArchivePath, file.Header, options.Disk))
        {
            long offset = SegmentHeader.PageBytes;
            byte[] buffer = GC.AllocateUninitializedArray<byte>(SegmentCursor.BufferBytes, pinned: true);
            using SegmentCursor cursor = new(file, successor, options.BootId, buffer);
            while (cursor.LastSequence < last && cursor.MoveNext())
            {
                if (!cursor.IsArchived) archive.Write(new(cursor.Record, RecordSeal.RecordBytes), offset);
                offset += RecordSeal.RecordBytes;
            }

            isTorn = cursor.LastSequence == last && (cursor.MoveNext() || cursor.StrandedRecords > 0);
            archive.SetLength(offset);
            archive.Sync();
            if (offset > SegmentHeader.PageBytes) archive.Mark(long.Min(last, cursor.LastSequence));
            archive.Sync();
        }

        options.Disk.SyncDirectory(Path.GetDirectoryName(file.HotPath)!);
        if (isTorn) SetAside(file.HotPath);
        else File.Delete(file.HotPath);
    }

    /// <summary>What is no part of the journal is kept, for an inquiry.</summary>
    public static void SetAside(string hotPath) =>
        File.Move(hotPath, hotPath + SegmentName.TornExtension, overwrite: true);
}
