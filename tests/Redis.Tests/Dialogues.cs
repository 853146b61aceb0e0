namespace AsyncoreNet.Redis.Tests;

/// <summary>
/// What is said to both servers, command by command. In front of a line, <c>~</c> says that the parts of the reply have no
/// order, <c>~~</c> that they are pairs without one, and <c>!</c> that the line is sent as it is.
/// </summary>
internal static class Dialogues
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["connection"] = """
            PING
            ping
            PiNg hello
            PING ''
            PING a b
            ECHO hello
            ECHO ''
            ECHO
            ECHO a b
            ECHO a\r\nb
            ECHO \0\xff
            SELECT 0
            SELECT 15
            SELECT 16
            SELECT -1
            SELECT x
            SELECT 99999999999
            SELECT 9223372036854775808
            SELECT
            SELECT 1
            SET k one
            SELECT 0
            GET k
            SELECT 1
            GET k
            DBSIZE
            SELECT 0
            DBSIZE
            HELLO x
            HELLO 4
            HELLO 1
            HELLO 2 NOSUCH
            DBSIZE x
            FLUSHALL
            FLUSHALL SYNC
            FLUSHALL ASYNC
            FLUSHALL x
            FLUSHALL SYNC ASYNC
            FLUSHDB
            FLUSHDB x
            CONFIG GET save
            CONFIG GET appendonly
            CONFIG GET APPENDONLY
            CONFIG GET appendonl?
            CONFIG GET nosuchthing
            CONFIG GET SAVE nosuch
            CONFIG GET
            CONFIG
            CONFIG NOSUCH
            CONFIG NOSUCH a b
            COMMAND NOSUCH
            COMMAND ''
            COMMAND COUNT x
            CONFIG|GET save
            INFO nosuch
            INFO keyspace
            INFO KEYSPACE nosuch
            SET k one
            INFO keyspace
            QUIT
            """,
        ["unknown"] = $"""
            NOSUCH
            NOSUCH a
            nosuch a b c
            NOSUCH ''
            ''
            '' a
            NOSUCH a\r\nb c
            NO\r\nSUCH
            NOSUCH a\0b c
            NO\0SUCH
            GET\0
            GET\0 a
            G\xffT a
            averyveryverylongcommandnamewhichisnot a
            NOSUCH {new string('a', 151)} b
            NOSUCH {new string('a', 64)} {new string('b', 66)} c d
            {new string('a', 155)}
            """,
        ["wrong counts"] = """
            GET
            GET a b
            SET
            SET a
            GETSET a
            GETSET a b c
            MGET
            MSET
            MSET a
            MSET a b c
            APPEND a
            STRLEN
            INCR
            INCR a b
            INCRBY a
            DECR
            DECRBY a
            DEL
            EXISTS
            TYPE
            TYPE a b
            EXPIRE a
            PEXPIRE a
            TTL
            TTL a b
            PTTL
            PERSIST
            KEYS
            KEYS a b
            SCAN
            LPUSH a
            RPUSH a
            LPOP
            LPOP a 1 2
            RPOP
            RPOP a 1 2
            LRANGE a 0
            LRANGE a 0 1 2
            LLEN
            BLPOP a
            BRPOP a
            HSET a b
            HSET a b c d
            HGET a
            HGETALL
            HGETALL a b
            HDEL a
            SADD a
            SREM a
            SMEMBERS
            SISMEMBER a
            ZADD a
            ZADD a 1
            ZRANGE a 0
            ZSCORE a
            MULTI x
            EXEC x
            DISCARD x
            SUBSCRIBE
            PSUBSCRIBE
            PUBLISH a
            PUBLISH a b c
            """,
        ["strings"] = """
            SET a 1
            GET a
            GET nosuch
            SET a ''
            GET a
            STRLEN a
            SET '' x
            GET ''
            SET b \0\r\n\xff
            GET b
            STRLEN b
            SET a other
            GET a
            SET a same5
            GET a
            GETSET a new
            GETSET a longer-than-before
            GETSET nosuch x
            GET nosuch
            MSET a 1 b 2 c 3
            MGET a b c d
            MSET a 1 a 2
            GET a
            APPEND a x
            APPEND a ''
            APPEND app one
            APPEND app two
            APPEND app three
            GET app
            SET app short
            GET app
            STRLEN app
            STRLEN nosuch2
            TYPE a
            TYPE nosuch2
            EXISTS a a nosuch2 b
            DEL a a nosuch2
            EXISTS a
            DEL b c app
            RPUSH list x
            GET list
            SET list now-a-string
            GET list
            RPUSH l2 x
            GETSET l2 x
            APPEND l2 x
            STRLEN l2
            MGET l2 list
            INCR l2
            MSET l2 x
            TYPE l2
            """,
        ["set options"] = """
            SET a 1 NX
            SET a 2 NX
            GET a
            SET a 2 XX
            GET a
            SET b 2 XX
            GET b
            SET a 3 GET
            SET nosuch 3 GET
            GET nosuch
            SET a 4 NX GET
            GET a
            SET c 4 NX GET
            GET c
            SET d 4 XX GET
            GET d
            SET a 5 XX GET
            SET a 1 nx XX
            SET a 1 XX NX
            SET a 1 EX
            SET a 1 EX x
            SET a 1 EX 0
            SET a 1 EX -1
            SET a 1 EX 9223372036854775807
            SET a 1 EX 9223372036854775
            SET a 1 EX 99999999999999999999
            SET a 1 PX 0
            SET a 1 PX 9223372036854775807
            SET a 1 PX 1.5
            SET a 1 EX 10 PX 10
            SET a 1 EX 10 EX 100
            SET a 1 EX x EX 100
            SET a 1 EX 100 EXAT 10
            TTL a
            SET a 1 EX 10 KEEPTTL
            SET a 1 KEEPTTL KEEPTTL
            SET a 1 KEEPTTL EX 10
            SET a 1 NOSUCH
            SET a 1 NX NOSUCH
            SET a 1 ''
            GET a
            SET a 1 EX 100
            TTL a
            SET a 2 KEEPTTL
            TTL a
            SET a 3
            TTL a
            SET a 3 PX 100000
            TTL a
            GETSET a 4
            TTL a
            SET a 4 EX 100 NX
            TTL a
            SET a 4 ex 100 xx get
            TTL a
            SET a 5 EXAT 99999999999
            SET a 5 PXAT 99999999999999
            SET a 5 EXAT 1
            GET a
            EXISTS a
            SET a 5 PXAT 0
            SET a 5 EXAT -1
            RPUSH list x
            SET list y GET
            TYPE list
            SET list y NX GET
            SET list y NX
            SET list y XX EX 100
            TYPE list
            TTL list
            """,
        ["numbers"] = """
            INCR n
            INCR n
            GET n
            INCRBY n 10
            INCRBY n -20
            DECR n
            DECRBY n 5
            DECRBY n -5
            GET n
            TYPE n
            INCRBY n x
            INCRBY n 1.5
            INCRBY n ''
            INCRBY n 9223372036854775808
            SET n 9223372036854775807
            INCR n
            INCRBY n 1
            DECR n
            INCR n
            SET n -9223372036854775808
            DECR n
            DECRBY n 1
            DECRBY n -9223372036854775808
            INCRBY n -1
            DECRBY n 9223372036854775807
            INCRBY n -9223372036854775808
            SET n 007
            INCR n
            SET n +7
            INCR n
            SET n \s7
            INCR n
            SET n 7\s
            INCR n
            SET n -0
            INCR n
            SET n ''
            INCR n
            SET n 0x10
            INCR n
            SET n 9223372036854775808
            INCR n
            SET n 1e3
            INCR n
            SET n -1
            INCR n
            INCR n
            APPEND n 0
            INCR n
            SET n 99999999999999999999999
            INCR n
            SET n 5 EX 100
            INCR n
            TTL n
            """,
        ["expiry"] = """
            EXPIRE nosuch 100
            TTL nosuch
            PTTL nosuch
            PERSIST nosuch
            SET a 1
            TTL a
            PTTL a
            PERSIST a
            EXPIRE a 100
            TTL a
            PERSIST a
            TTL a
            EXPIRE a x
            EXPIRE a 1.5
            EXPIRE a 9223372036854775807
            EXPIRE a -9223372036854775807
            EXPIRE a 9223372036854775
            EXPIRE a 99999999999999999999
            PEXPIRE a 9223372036854775807
            PEXPIRE a 100000
            TTL a
            EXPIRE a 200 NX
            EXPIRE a 200 XX
            TTL a
            EXPIRE a 100 GT
            EXPIRE a 300 GT
            TTL a
            EXPIRE a 400 LT
            EXPIRE a 200 lt
            TTL a
            EXPIRE a 200 NX XX
            EXPIRE a 200 NX GT
            EXPIRE a 200 NX LT
            EXPIRE a 200 GT LT
            EXPIRE a 300 XX GT
            TTL a
            EXPIRE a 200 NOSUCH
            EXPIRE a 200 XX NOSUCH
            EXPIRE a x NOSUCH
            PERSIST a
            EXPIRE a 100 XX
            EXPIRE a 100 GT
            EXPIRE a 100 LT
            TTL a
            EXPIRE a 0
            EXISTS a
            SET a 1
            EXPIRE a -1
            EXISTS a
            SET a 1
            PEXPIRE a -100
            EXISTS a
            RPUSH l x
            EXPIRE l 100
            RPUSH l y
            TTL l
            TYPE l
            DEL l
            RPUSH l x
            TTL l
            SET b 1 EX 100
            SET b 2
            TTL b
            SET b 1 EX 100
            MSET b 2
            TTL b
            SET b 1 EX 100
            APPEND b 2
            TTL b
            """,
        ["keys"] = """
            MSET one 1 two 2 three 3 four 4 h*llo 5 h[llo 6 \xff 7
            DBSIZE
            ~ KEYS *
            ~ KEYS t*
            ~ KEYS *o*
            ~ KEYS ?????
            ~ KEYS [ot]*
            ~ KEYS [^ot]*
            ~ KEYS [a-p]*
            ~ KEYS [p-a]*
            ~ KEYS h\*llo
            ~ KEYS h\[llo
            ~ KEYS h[*]llo
            ~ KEYS h[[]llo
            ~ KEYS h[\[]llo
            ~ KEYS *e
            ~ KEYS t*e*e
            ~ KEYS t**e
            ~ KEYS ''
            ~ KEYS [
            ~ KEYS [o
            ~ KEYS *[
            ~ KEYS [^
            ~ KEYS []
            ~ KEYS []o]ne
            ~ KEYS on[e
            ~ KEYS on[a-
            ~ KEYS on[-e]
            ~ KEYS one*
            ~ KEYS one?
            ~ KEYS \one
            ~ KEYS one\
            ~ KEYS ONE
            ~ KEYS nosuch
            ~ KEYS \xff
            SCAN x
            SCAN 1.5
            SCAN 0 COUNT
            SCAN 0 COUNT x
            SCAN 0 COUNT 0
            SCAN 0 COUNT -1
            SCAN 0 MATCH
            SCAN 0 NOSUCH x
            SCAN 0 NOSUCH
            SCAN 0 MATCH nosuch COUNT 1000
            SCAN 0 MATCH one COUNT 1000
            SCAN 0 COUNT 1000 MATCH tw* TYPE string
            SCAN 0 COUNT 1000 TYPE list
            SCAN 0 COUNT 1000 TYPE nosuch
            RPUSH l x
            SCAN 0 COUNT 1000 TYPE LIST
            FLUSHALL
            SCAN 0
            ~ KEYS *
            DBSIZE
            """,
        ["lists"] = """
            RPUSH a 1 2 3
            LPUSH a 0 -1
            LRANGE a 0 -1
            LRANGE a 1 2
            LRANGE a -2 -1
            LRANGE a -100 100
            LRANGE a 3 1
            LRANGE a 5 10
            LRANGE a 4 4
            LRANGE a x 1
            LRANGE a 0 x
            LRANGE a 0 1.5
            LRANGE nosuch 0 -1
            LRANGE nosuch x 1
            LLEN a
            LLEN nosuch
            LPOP a
            RPOP a
            LPOP a 2
            LPOP a 0
            LPOP a -1
            LPOP a x
            LPOP a 1 2
            RPOP a 100
            EXISTS a
            LPOP a
            LPOP a 1
            LPOP a 0
            RPOP a
            RPOP a 2
            LPOP nosuch -1
            LPOP nosuch x
            RPUSH a 1 2 3 4 5 6 7 8 9 10
            RPOP a 3
            LPOP a 3
            LRANGE a 0 -1
            LPUSH a ''
            LPOP a
            TYPE a
            SET s 1
            LPUSH s 1
            RPUSH s 1
            LPOP s
            LPOP s 1
            LPOP s x
            RPOP s
            LRANGE s 0 1
            LRANGE s x 1
            LLEN s
            BLPOP a 0
            BLPOP nosuch a 0
            BRPOP a 0
            BRPOP nosuch a nosuch 1
            BLPOP s 0
            BLPOP nosuch s a 0
            BLPOP a s 0
            BLPOP a x
            BLPOP a -1
            BLPOP a -0.5
            BLPOP a 1e300
            BLPOP a nan
            BLPOP a ''
            BLPOP a 1\0
            BLPOP a inf
            RPUSH a x
            BLPOP a 99999999999999999
            LRANGE a 0 -1
            """,
        ["hashes"] = """
            HSET a f 1
            HSET a f 2
            HSET a g 1 h 2
            HSET a f 3 i 4 i 5
            HGET a f
            HGET a i
            HGET a nosuch
            HGET nosuch f
            ~~ HGETALL a
            ~~ HGETALL nosuch
            HSET a '' ''
            HGET a ''
            HSET a \0\r\n \xff
            HGET a \0\r\n
            ~~ HGETALL a
            HDEL a f
            HDEL a f g nosuch g
            HDEL nosuch f
            HDEL a h i '' \0\r\n
            EXISTS a
            TYPE a
            HSET a x y
            TYPE a
            SET s 1
            HSET s f 1
            HSET s f
            HGET s f
            HGETALL s
            HDEL s f
            LPUSH a 1
            GET a
            """,
        ["sets"] = """
            SADD a x
            SADD a x
            SADD a y z x y
            ~ SMEMBERS a
            ~ SMEMBERS nosuch
            SISMEMBER a x
            SISMEMBER a w
            SISMEMBER nosuch x
            SREM a x
            SREM a x y nosuch
            SREM nosuch x
            ~ SMEMBERS a
            SADD a ''
            SISMEMBER a ''
            SREM a '' z
            EXISTS a
            SADD n 1 2 3
            SADD n 2 03
            ~ SMEMBERS n
            TYPE n
            SET s 1
            SADD s x
            SREM s x
            SMEMBERS s
            SISMEMBER s x
            """,
        ["sorted sets"] = """
            ZADD a 1 one
            ZADD a 2 two 3 three
            ZADD a 1 uno 2 two 3.5 three
            ZSCORE a one
            ZSCORE a three
            ZSCORE a nosuch
            ZSCORE nosuch x
            ZRANGE a 0 -1
            ZRANGE a 0 -1 WITHSCORES
            ZRANGE a 0 -1 REV
            ZRANGE a 0 1 REV WITHSCORES
            ZRANGE a 1 1
            ZRANGE a -2 -1
            ZRANGE a 2 1
            ZRANGE a 10 20
            ZRANGE a -100 100
            ZRANGE nosuch 0 -1
            ZRANGE a x 1
            ZRANGE a 0 x
            ZRANGE a 0 1 NOSUCH
            ZRANGE a 0 1 LIMIT 0 1
            ZRANGE a 0 1 LIMIT 0 -1
            ZRANGE a 0 1 LIMIT 0
            ZRANGE a 0 1 LIMIT x 1
            ZRANGE a 0 1 REV REV
            ZRANGE a 0 1 BYSCORE BYLEX
            ZRANGE a 1 2 BYSCORE
            ZRANGE a 1 (2 BYSCORE
            ZRANGE a (1 (2 BYSCORE
            ZRANGE a (1 2 BYSCORE WITHSCORES
            ZRANGE a -inf +inf BYSCORE
            ZRANGE a (inf -inf BYSCORE
            ZRANGE a +inf -inf BYSCORE REV
            ZRANGE a 2 1 BYSCORE REV LIMIT 1 1
            ZRANGE a 1 2 BYSCORE REV
            ZRANGE a -inf inf BYSCORE LIMIT 1 2
            ZRANGE a -inf inf BYSCORE LIMIT 1 -1
            ZRANGE a -inf inf BYSCORE LIMIT -1 2
            ZRANGE a -inf inf BYSCORE LIMIT 1 0
            ZRANGE a -inf inf BYSCORE LIMIT 100 1
            ZRANGE a x 2 BYSCORE
            ZRANGE a 1 (x BYSCORE
            ZRANGE a ( 2 BYSCORE
            ZRANGE a '' 2 BYSCORE
            ZRANGE a nan 2 BYSCORE
            ZADD lex 0 a 0 b 0 c 0 d
            ZRANGE lex - + BYLEX
            ZRANGE lex [b [c BYLEX
            ZRANGE lex (b [c BYLEX
            ZRANGE lex (b (c BYLEX
            ZRANGE lex [bb + BYLEX
            ZRANGE lex + - BYLEX REV
            ZRANGE lex + [b BYLEX REV LIMIT 1 1
            ZRANGE lex + - BYLEX
            ZRANGE lex b c BYLEX
            ZRANGE lex [a b BYLEX
            ZRANGE lex '' + BYLEX
            ZRANGE lex - + BYLEX WITHSCORES
            ZADD a x one
            ZADD a nan one
            ZADD a '' one
            ZADD a 1 one 2
            ZADD a NX
            ZADD a NX XX 1 one
            ZADD a GT LT 1 one
            ZADD a NX GT 1 one
            ZADD a LT NX 1 one
            ZADD a INCR 1 one 2 two
            ZADD a NX 9 one 9 nine
            ZADD a XX 8 one 8 eight
            ZADD a XX CH 7 one 8 eight
            ZADD a CH 7 one 8 eight
            ZADD a GT CH 6 one 9 eight
            ZADD a LT CH 8 one 1 eight
            ZADD a GT 1 brandnew
            ZADD a INCR 1.5 one
            ZADD a INCR 1.5 fresh
            ZADD a NX INCR 1 one
            ZADD a XX INCR 1 notthere
            ZADD a GT INCR -1 one
            ZADD a LT INCR -1 one
            ZRANGE a 0 -1 WITHSCORES
            ZADD nope XX 1 one
            EXISTS nope
            ZADD nope XX INCR 1 one
            ZADD i inf a -inf b
            ZADD i INCR -inf a
            ZADD i INCR +inf b
            ZADD i +inf c Infinity d -Infinity e
            ZRANGE i 0 -1 WITHSCORES
            ZADD f 0.1 a 1e20 b 1e-7 c 123456789012345678 d 3.14 e -0 f 1e308 g 5e-324 h .5 i
            ZADD f 5. j 1E5 k 100000000000000000000000 l
            ZRANGE f 0 -1 WITHSCORES
            ZADD f 1e400 x
            ZADD f \s1 x
            ZADD f 1\s x
            ZADD f 1,000 x
            ZADD f -1e400 x
            ZADD f +5 plus
            ZADD f 1\0 x
            ZADD f 1e-400 x
            ZADD f -0.00001e-400 x
            ZADD f 0e5 zero 0.0e0 zero2
            ZADD f 1e-320 tiny
            ZADD f INCR -0 minus
            ZADD f INCR -0 minus
            ZRANGE f \s1 2 BYSCORE
            ZRANGE f 1\0x (2\0 BYSCORE
            ZADD f - x
            ZADD f . x
            ZADD f 1e x
            ZSCORE f plus
            ZADD e 1 '' 1 \xff 1 \0
            ZRANGE e 0 -1
            TYPE a
            SET s 1
            ZADD s 1 a
            ZADD s x a
            ZSCORE s a
            ZRANGE s 0 1
            ZRANGE s x 1
            ZRANGE s 0 1 BYSCORE
            """,
        ["transactions"] = """
            EXEC
            DISCARD
            MULTI
            EXEC
            MULTI
            DISCARD
            MULTI
            SET a 1
            INCR a
            GET a
            EXEC
            GET a
            MULTI
            SET a 5
            DISCARD
            GET a
            MULTI
            MULTI
            SET a 6
            EXEC
            GET a
            MULTI
            SET a 7
            NOSUCH x
            SET a 8
            EXEC
            GET a
            EXEC
            MULTI
            GET
            EXEC
            MULTI
            NOSUCH
            DISCARD
            MULTI
            SET a x
            INCR a
            RPUSH a 1
            GET a
            EXEC
            MULTI
            BLPOP nosuch 0
            BLPOP nosuch x
            RPUSH l 1
            BLPOP l 0
            EXEC
            MULTI
            SELECT 1
            SET b 1
            EXEC
            GET b
            SELECT 0
            GET b
            MULTI
            PING
            ECHO ''
            ~ KEYS *
            EXEC
            MULTI
            PING a b
            EXEC
            MULTI
            CONFIG NOSUCH
            EXEC
            MULTI
            CONFIG GET
            EXEC
            MULTI
            COMMAND NOSUCH
            EXEC
            MULTI
            SUBSCRIBE a
            EXEC
            GET a
            UNSUBSCRIBE a
            MULTI
            EXEC x
            EXEC
            MULTI
            QUIT
            """,
        ["channels"] = """
            PUBLISH a b
            UNSUBSCRIBE
            PUNSUBSCRIBE
            UNSUBSCRIBE a
            PUNSUBSCRIBE a
            SUBSCRIBE a
            PING
            PING hello
            PING a b
            GET a
            get
            NOSUCH a
            CONFIG NOSUCH
            CONFIG GET
            CONFIG GET save
            COMMAND COUNT
            PUBLISH a b
            ECHO a
            MULTI
            EXEC
            SELECT 1
            SUBSCRIBE a
            PSUBSCRIBE a*
            PSUBSCRIBE a*
            UNSUBSCRIBE nosuch
            UNSUBSCRIBE a
            UNSUBSCRIBE
            PUNSUBSCRIBE nosuch
            PUNSUBSCRIBE
            PUNSUBSCRIBE
            GET a
            PUBLISH a b
            PSUBSCRIBE ''
            QUIT
            """,
        ["inline"] = """
            ! PING
            ! set a 1
            ! GET a
            ! get "a"
            ! SET "a b" 'c d'
            ! GET "a b"
            ! SET a "\x41\n\r\t\b\a\q\"\\"
            ! GET a
            ! SET a '\n\'x'
            ! GET a
            ! SET a ""
            ! GET a
            ! SET a b"c d"
            ! GET a
            ! SET a "\x4"
            ! GET a
            ! SET a "\xzz"
            ! GET a
            ! NOSUCH "a b"
            ! GET
            ! $3
            ! -5
            ! +OK
            ! PING\ta
            ! PING\va
            ! PING\fa
            ! PING \v a
            ! GET /index.html HTTP/1.1
            """,
        ["binary"] = """
            SET \0\r\n\xff one
            SET \0 two
            SET \0\0 three
            GET \0\r\n\xff
            GET \0
            MGET \0\0 \0 \0\r\n\xff
            EXISTS \0 \0\0\0
            ~ KEYS \0*
            TYPE \r\n
            EXPIRE \0 100
            TTL \0
            DEL \0 \0\0
            RPUSH \r\n \0 \r\n \xff
            LRANGE \r\n 0 -1
            BLPOP \r\n 0
            HSET \xff \r\n \0
            HGET \xff \r\n
            SADD \s\s \0 \0\0
            SISMEMBER \s\s \0\0
            ZADD \xff\xff 1 \0 1 \xff 1 \r\n
            ZRANGE \xff\xff 0 -1
            ZSCORE \xff\xff \r\n
            ~ SCAN 0 COUNT 1000 MATCH \0*
            DBSIZE
            PUBLISH \0 \r\n
            SUBSCRIBE \0\r\n
            UNSUBSCRIBE \0\r\n
            """,
    };
}
