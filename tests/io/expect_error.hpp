#pragma once
// What a call has to refuse, with the code that scripts rely on and words that a person needs.

#include "farola/core/error.hpp"

#include <initializer_list>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farola::test {

template <class Call>
void expect_error(Call call, ErrorKind kind, const std::string& code,
                  std::initializer_list<const char*> words = {}) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_EQ(error.code(), code) << error.what();
    for (const char* word : words) EXPECT_THAT(error.what(), testing::HasSubstr(word));
    return;
  }
  ADD_FAILURE() << "no error " << code;
}

}  // namespace farola::test
