/* Compiled into every file of Python on Debian 11 (glibc 2.31): functions that got a new version in glibc 2.29 are
   taken in the version that glibc 2.28 (UOS 20) has as well. */
#ifndef __ASSEMBLER__
#if defined(__x86_64__)
#define QBS_OLD "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define QBS_OLD "GLIBC_2.17"
#endif
#ifdef QBS_OLD
__asm__(".symver exp,exp@" QBS_OLD);
__asm__(".symver exp2,exp2@" QBS_OLD);
__asm__(".symver log,log@" QBS_OLD);
__asm__(".symver log2,log2@" QBS_OLD);
__asm__(".symver pow,pow@" QBS_OLD);
#undef QBS_OLD
#endif
#endif
