namespace AsyncoreNet.Compat;

/// <content><c>asynchat.simple_producer</c>.</content>
public static partial class asynchat
{
    /// <summary>Gives its data in pieces of a size. Source: <c>asynchat.simple_producer</c>.</summary>
    public class simple_producer : producer
    {
        private ReadOnlyMemory<byte> _left;

        /// <summary>Takes the data.</summary>
        /// <param name="data">The data, which are not copied before they are given.</param>
        /// <param name="buffer_size">Bytes in a piece; at least 1.</param>
        public simple_producer(byte[] data, int buffer_size = 512)
        {
            ArgumentNullException.ThrowIfNull(data);
            ArgumentOutOfRangeException.ThrowIfLessThan(buffer_size, 1);
            _left = data;
            this.buffer_size = buffer_size;
        }

        /// <summary>The data not given yet. Reading makes a copy; assigning replaces what is still to give.</summary>
        public byte[] data
        {
            get => _left.ToArray();
            set => _left = value ?? throw new ArgumentNullException(nameof(value));
        }

        /// <summary>Bytes in a piece.</summary>
        public int buffer_size { get; }

        /// <summary>The next piece: 1,025 bytes by 512 come as 512, 512, 1 and none.</summary>
        public virtual byte[] more()
        {
            ReadOnlyMemory<byte> piece = _left[..Math.Min(_left.Length, buffer_size)];
            _left = _left[piece.Length..];
            return piece.ToArray();
        }
    }
}
